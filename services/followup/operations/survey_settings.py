"""How surveys are asked, as data: by topic, and what makes an answer one nobody counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlmodel import col, select

from services.followup.errors import SettingUnknown, TopicHasSetting
from services.followup.models import KeptName, SurveyGuard, SurveySetting
from services.followup.rules.survey_reasons import Reason, shipped
from services.followup.rules.surveys import Asking, Guard
from shared import audit
from shared.auth.principal import Principal
from shared.database import Session
from shared.ids import new_id

GUARD_ID = 1

Origin = Literal["own", "general", "shipped"]
"""Whose setting holds for a topic: its own, the one for all others, or none that anybody wrote."""


@dataclass(frozen=True, slots=True)
class InForce:
    """How a topic is asked about now; `row` is the setting of its own."""

    topic: str | None
    asking: Asking
    origin: Origin
    shipped: Sequence[Reason]
    row: SurveySetting | None


def asking_about(session: Session, topics: Iterable[str]) -> Asking:
    """Return how a case of these topics is asked about: the nearest setting above the first one.

    A setting without reasons of its own offers the shipped ones.
    """
    return asking_by(by_topic(session), list(topics))


def by_topic(session: Session) -> Mapping[str | None, SurveySetting]:
    return {row.topic: row for row in session.exec(select(SurveySetting))}


def asking_by(rows: Mapping[str | None, SurveySetting], codes: Sequence[str]) -> Asking:
    for topic in (*(above for one in codes for above in with_parents(one)), None):
        if (row := rows.get(topic)) is not None:
            values = {name: getattr(row, name) for name in Asking.__slots__}
            return Asking(**{**values, "reasons": row.reasons or shipped(codes)})
    return Asking(reasons=shipped(codes))


def with_parents(topic: str) -> list[str]:
    """Return a topic and those it stands below, nearest first: `a.b` and `a`."""
    parts = topic.split(".")
    return [".".join(parts[:count]) for count in range(len(parts), 0, -1)]


def in_force(session: Session) -> Sequence[InForce]:
    """Return how each top topic, and each that has a setting, is asked about; all others first."""
    rows = by_topic(session)
    topics = {None, *rows, *top_topics(session)}
    return [in_force_for(rows, topic) for topic in sorted(topics, key=lambda one: one or "")]


def in_force_for(rows: Mapping[str | None, SurveySetting], topic: str | None) -> InForce:
    codes = [] if topic is None else [topic]
    origin: Origin = "own" if topic in rows else "general" if None in rows else "shipped"
    return InForce(topic, asking_by(rows, codes), origin, shipped(codes), rows.get(topic))


def top_topics(session: Session) -> list[str]:
    """Return the codes of the active topics that stand below no other."""
    kept = session.exec(select(KeptName).where(col(KeptName.kind) == "topic"))
    return [one.key for one in kept if "." not in one.key and one.snapshot.get("active", True)]


def known_setting(session: Session, setting_id: str) -> SurveySetting:
    """Return a setting. Raises SettingUnknown."""
    found = session.get(SurveySetting, setting_id)
    if found is None:
        raise SettingUnknown
    return found


def add_setting(
    session: Session, values: dict[str, Any], *, by: Principal, now: datetime
) -> SurveySetting:
    """Add how a topic is asked about. Raises TopicHasSetting."""
    _refuse_second(session, values["topic"], None)
    setting = SurveySetting(id=new_id(), **own_values(values), updated_at=now)
    session.add(setting)
    _audit(session, setting, "survey_setting.add", _said(setting), by=by, now=now)
    return setting


def change_setting(
    session: Session, setting_id: str, values: dict[str, Any], *, by: Principal, now: datetime
) -> SurveySetting:
    """Replace a setting. Raises SettingUnknown, TopicHasSetting."""
    setting = known_setting(session, setting_id)
    _refuse_second(session, values["topic"], setting_id)
    before = _said(setting)
    for name, value in own_values(values).items():
        setattr(setting, name, value)
    setting.updated_at = now
    detail = {"topic": setting.topic, **audit.altered(before, _said(setting))}
    _audit(session, setting, "survey_setting.change", detail, by=by, now=now)
    return setting


def own_values(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values to keep: reasons that are the shipped ones are nobody's own."""
    topic = values["topic"]
    is_shipped = values["reasons"] == list(shipped([topic] if topic else []))
    return {**values, "reasons": [] if is_shipped else values["reasons"]}


def remove_setting(session: Session, setting_id: str, *, by: Principal, now: datetime) -> None:
    """Remove a setting; its topic is asked about as all others are. Raises SettingUnknown."""
    setting = known_setting(session, setting_id)
    _audit(session, setting, "survey_setting.remove", _said(setting), by=by, now=now)
    session.delete(setting)


def _refuse_second(session: Session, topic: str | None, setting_id: str | None) -> None:
    held = session.exec(select(SurveySetting).where(col(SurveySetting.topic) == topic)).first()
    if held is not None and held.id != setting_id:
        raise TopicHasSetting(topic)


def _said(setting: SurveySetting) -> dict[str, Any]:
    return setting.model_dump(mode="json", exclude={"id", "updated_at"})


def _audit(
    session: Session,
    setting: SurveySetting,
    action: str,
    detail: dict[str, Any],
    *,
    by: Principal,
    now: datetime,
) -> None:
    audit.record(session, actor=by, action=action, subject=setting.id, detail=detail, now=now)


def guard(session: Session) -> Guard:
    """Return what makes an answer one that no figure counts."""
    row = session.get(SurveyGuard, GUARD_ID)
    if row is None:
        return Guard()
    return Guard(row.staff_networks, row.surveys_per_device, row.solicited_words)


def set_guard(session: Session, wanted: Guard, *, by: Principal, now: datetime) -> Guard:
    """Replace the guard; answers given before keep what was decided of them."""
    before = asdict(guard(session))
    row = session.get(SurveyGuard, GUARD_ID) or SurveyGuard(
        id=GUARD_ID, staff_networks=[], surveys_per_device=1, solicited_words=[], updated_at=now
    )
    row.staff_networks = list(wanted.staff_networks)
    row.surveys_per_device = wanted.surveys_per_device
    row.solicited_words = list(wanted.solicited_words)
    row.updated_at = now
    session.add(row)
    audit.record(
        session,
        actor=by,
        action="survey_guard.change",
        subject="guard",
        detail=audit.altered(before, asdict(wanted)),
        now=now,
    )
    return wanted
