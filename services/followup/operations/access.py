"""Who may see a case and who may decide on it."""

from services.followup import queries
from services.followup.errors import CaseUnknown, DismissedCase, MergedAway, NotYours
from services.followup.models import Case, Collaborator, owner_of
from shared.auth.principal import Principal
from shared.database import Session


def seen_case(session: Session, case_id: str, principal: Principal) -> Case:
    """Return a case within the principal's reach. Raises CaseUnknown."""
    case = queries.cases_by_id(session, [case_id]).get(case_id)
    if case is None or case.is_stub or not reaches(session, principal, case):
        raise CaseUnknown
    return case


def held_case(session: Session, case_id: str, principal: Principal) -> Case:
    """Return a case within the principal's reach, its row held. Raises CaseUnknown."""
    case = queries.locked_case(session, case_id)
    if case is None or not reaches(session, principal, case):
        raise CaseUnknown
    return case


def reaches(session: Session, principal: Principal, case: Case) -> bool:
    """Say whether the principal sees a case by office, or was asked to look at it."""
    return sees(principal, case) or session.get(Collaborator, (case.id, principal.id)) is not None


def sees(principal: Principal, case: Case) -> bool:
    """Say whether a case is within the principal's reach; a task's people reach its case too.

    An API key reaches the cases of the stores it is limited to, all when it is not.
    """
    if principal.kind == "key":
        return principal.reaches_store(case.store_code)
    if principal.has_role(*queries.SEES_ALL):
        return True
    if case.owner_id == principal.id:
        return True
    if principal.has_role("agent", "lead") and (
        case.team_id in principal.teams or _has_task_there(principal, case)
    ):
        return True
    return principal.has_role("store_manager") and case.store_code in principal.stores


def _has_task_there(principal: Principal, case: Case) -> bool:
    return any(
        task.team.id in principal.teams
        or (task.owner is not None and task.owner.id == principal.id)
        for task in case.snapshot.tasks
    )


def owns(principal: Principal, case: Case) -> bool:
    owner = owner_of(case.snapshot, case.cycle)
    return owner is not None and owner.id == principal.id


def leads(principal: Principal, case: Case) -> bool:
    """Say whether the principal leads the case's team, or all of them."""
    is_lead = principal.has_role("lead") and case.team_id in principal.teams
    return is_lead or principal.has_role("manager")


def require_owner_or_lead(principal: Principal, case: Case) -> None:
    """Raise NotYours unless the principal owns the case, leads its team or manages."""
    if owns(principal, case) or leads(principal, case):
        return
    triaged = case.snapshot
    owner = owner_of(triaged, case.cycle)
    team = triaged.team.name if triaged.team else "—"
    raise NotYours(
        f"负责人（{owner.name if owner else '暂无'}）、{team} 的组长或经理",
        f"the owner ({owner.name if owner else 'none yet'}), a lead of {team} or a manager",
    )


def require_lead(principal: Principal, case: Case) -> None:
    """Raise NotYours unless the principal leads the case's team or manages."""
    if leads(principal, case):
        return
    team = case.snapshot.team
    name = team.name if team else "—"
    raise NotYours(f" {name} 的组长或经理", f"a lead of {name} or a manager")


def require_live(case: Case) -> None:
    """Raise MergedAway or DismissedCase unless triage leaves the case to be worked on."""
    if case.disposition == "merged":
        raise MergedAway(case.merged_into)
    if case.disposition == "dismissed":
        raise DismissedCase(case.snapshot.disposition_reason)
