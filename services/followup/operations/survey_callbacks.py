"""Survey vendors: who they are, and the answers they send, each taken once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlmodel import col, select

from services.followup.errors import (
    CallbackUnreadable,
    CallbackUnsigned,
    ProviderNameTaken,
    ProviderUnknown,
)
from services.followup.models import Survey, SurveyCallback, SurveyProvider
from services.followup.operations.surveys import Answer, Source, answer_survey
from services.followup.rules.policy import Policy
from services.followup.rules.webhooks import Signed, is_genuine
from shared import audit
from shared.auth.principal import Principal
from shared.database import Session
from shared.ids import new_id
from shared.sealing import Sealer

FIELDS = ("token", "score", "solved", "nps", "comment", "reasons")
HIGHEST_SCORE, HIGHEST_NPS = 5, 10
LONGEST_COMMENT = 2000
SAID = ("active", "fields")
NO = {"false", "no", "0", "否", "没有", "未解决", "没有解决"}
YES = {"true", "yes", "1", "是", "已解决", "解决"}


@dataclass(frozen=True, slots=True)
class ProviderDraft:
    """What an administrator says of a vendor; without a `secret` the one held stays."""

    name: str
    secret: str | None
    fields: Mapping[str, str]
    active: bool = True


def providers(session: Session) -> Sequence[SurveyProvider]:
    return session.exec(select(SurveyProvider).order_by(col(SurveyProvider.name))).all()


def known_provider(session: Session, provider_id: str) -> SurveyProvider:
    """Return a provider. Raises ProviderUnknown."""
    found = session.get(SurveyProvider, provider_id)
    if found is None:
        raise ProviderUnknown
    return found


def put_provider(
    session: Session,
    provider_id: str | None,
    draft: ProviderDraft,
    sealer: Sealer,
    *,
    by: Principal,
    now: datetime,
) -> SurveyProvider:
    """Add a provider, or replace one. Raises ProviderUnknown, ProviderNameTaken."""
    held = session.exec(select(SurveyProvider).where(SurveyProvider.name == draft.name)).first()
    if held is not None and held.id != provider_id:
        raise ProviderNameTaken(draft.name)
    provider = SurveyProvider(id=new_id(), name="", sealed_secret=b"", fields={}, updated_at=now)
    before = None
    if provider_id is not None:
        provider = known_provider(session, provider_id)
        before = audit.held(provider, SAID)
    provider.name, provider.active, provider.updated_at = draft.name, draft.active, now
    provider.fields = dict(draft.fields)
    if draft.secret is not None:
        provider.sealed_secret = sealer.seal(draft.secret.encode(), context_of(provider.id))
    session.add(provider)
    said = audit.altered(before, audit.held(provider, SAID))
    detail = {"name": draft.name, "secret": draft.secret is not None, **said}
    audit.record(
        session, actor=by, action="survey_provider.put", subject=provider.id, detail=detail, now=now
    )
    return provider


def remove_provider(session: Session, provider_id: str, *, by: Principal, now: datetime) -> None:
    """Remove a provider; its callbacks are refused from now on. Raises ProviderUnknown."""
    provider = known_provider(session, provider_id)
    detail = {"name": provider.name}
    audit.record(
        session,
        actor=by,
        action="survey_provider.remove",
        subject=provider.id,
        detail=detail,
        now=now,
    )
    session.delete(provider)


def context_of(provider_id: str) -> str:
    return f"survey provider {provider_id}"


def take_callback(
    session: Session, name: str, message: Signed, sealer: Sealer, *, now: datetime, policy: Policy
) -> Survey | None:
    """Take a vendor's answer; None when this message was taken before, which changes nothing.

    Raises CallbackUnsigned, CallbackUnreadable and what `answer_survey` does.
    """
    provider = session.exec(
        select(SurveyProvider).where(SurveyProvider.name == name, col(SurveyProvider.active))
    ).first()
    if provider is None or not is_genuine(message, _secret(provider, sealer), now):
        raise CallbackUnsigned
    key = (name, message.id[:200])
    if session.get(SurveyCallback, key) is not None:
        return None
    session.add(SurveyCallback(provider=key[0], message_id=key[1], received_at=now))
    token, answer = read_answer(message.body, provider.fields)
    return answer_survey(session, token, answer, now=now, policy=policy, source=Source(via=name))


def _secret(provider: SurveyProvider, sealer: Sealer) -> str:
    return sealer.open(provider.sealed_secret, context_of(provider.id)).decode()


def read_answer(body: bytes, fields: Mapping[str, str]) -> tuple[str, Answer]:
    """Return the token and the answer in a vendor's JSON. Raises CallbackUnreadable."""
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise CallbackUnreadable("") from None
    found = {name: value_at(sent, fields.get(name, name)) for name in FIELDS}
    token, comment = found["token"], found["comment"]
    if not isinstance(token, str) or not token:
        raise CallbackUnreadable("token")
    reasons = found["reasons"] if isinstance(found["reasons"], list) else []
    return token, Answer(
        score=whole(found["score"], "score", 1, HIGHEST_SCORE),
        solved=truth(found["solved"]),
        nps=None if found["nps"] is None else whole(found["nps"], "nps", 0, HIGHEST_NPS),
        comment=None if comment is None else str(comment)[:LONGEST_COMMENT].replace("\0", ""),
        reasons=tuple(str(one) for one in reasons),
    )


def value_at(sent: Any, path: str) -> Any:
    """Return what stands at a dotted path, such as `data.answers.q1`; None when nothing does."""
    for part in path.split("."):
        if isinstance(sent, list) and part.isdigit() and int(part) < len(sent):
            sent = sent[int(part)]
        elif isinstance(sent, dict):
            sent = sent.get(part)
        else:
            return None
    return sent


def whole(value: Any, field: str, least: int, most: int) -> int:
    """Return a whole number, which vendors may send as text. Raises CallbackUnreadable."""
    text = str(value).strip() if isinstance(value, str | int) and value is not True else ""
    if not (text.isascii() and text.isdigit() and len(text) < len("100") + 1):
        raise CallbackUnreadable(field)
    if not least <= int(text) <= most:
        raise CallbackUnreadable(field)
    return int(text)


def truth(value: Any) -> bool:
    """Return yes or no, which vendors may send in words. Raises CallbackUnreadable."""
    text = str(value).strip().lower()
    if text in NO:
        return False
    if text in YES:
        return True
    raise CallbackUnreadable("solved")
