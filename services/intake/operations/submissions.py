"""Everything about accepting a feedback that needs no database: limits, masking, sealing, ids."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict

import orjson

from services.intake.errors import InvalidField, StoreNeeded
from services.intake.errors_channels import ChannelOutOfReach, UnknownChannel
from services.intake.operations.envelopes import Envelope, Seal, sealed_as
from services.intake.rules.contacts import CONTACT_KINDS, comparable
from services.intake.rules.drafts import ConsentGiven, Draft
from services.intake.rules.identity import lowest_id_at
from services.intake.rules.masking import mask_numbers, masked_field
from services.intake.rules.tickets import ticket_day
from services.intake.rules.tokens import feedback_of, track_token
from shared.auth.principal import Principal
from shared.ids import new_id
from shared.problems import FieldError
from shared.randomness import random_bytes
from shared.sealing import Sealer, as_bytes, subkey
from shared.validation import InvalidFields

CLOCK_LEEWAY = timedelta(minutes=5)
MOST_EXTRA_BYTES = 8 * 1024
STAFF_CHANNEL = "staff"

CONTACT_REMEDY = {
    "phone": (
        "请填写正确的电话号码：11 位手机号，或带区号的座机号。",
        "Give a phone number: 11 digits of a mobile, or a landline with its area code.",
    ),
    "email": (
        "请填写正确的邮箱地址：@ 之前是名字，之后是域名。",
        "Give an e-mail address: a name, @ and a domain.",
    ),
    "wecom_userid": (
        "external_userid 只含字母、数字、- 和 _。",
        "An external_userid holds letters, digits, - and _.",
    ),
    "wechat_openid": (
        "openid 只含字母、数字、- 和 _。",
        "An openid holds letters, digits, - and _.",
    ),
}


@dataclass(frozen=True, slots=True)
class ContactKey:
    """One contact of a customer, as the index knows it: a proven one apart from a typed one."""

    kind: str
    blind_index: str
    is_proven: bool = False

    @property
    def mark(self) -> tuple[str, bool]:
        return self.blind_index, self.is_proven


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """The Idempotency-Key of a request and the mark of its body, both digests."""

    digest: str
    fingerprint: str


class SealedText(TypedDict):
    text: str
    sealed_text: bytes


@dataclass(slots=True)
class Submission:
    """A feedback ready to be written; `customer` is set when it is known without a look-up.

    With an `envelope`, what was said is sealed with that, and it still has to be addressed.
    """

    feedback_id: str
    case_id: str
    received_at: datetime
    day: str
    entered_by: str
    store_limit: frozenset[str] | None
    channel: str
    store_code: str | None
    text: str
    sealed_text: bytes
    sealed_details: bytes | None = None
    rating: int | None = None
    campaign: str | None = None
    order_no: str | None = None
    external_key: str | None = None
    contacts: Sequence[ContactKey] = ()
    contact_kinds: str = ""
    sealed_contact: bytes | None = None
    attachment_ids: tuple[str, ...] = ()
    occurred_at: datetime | None = None
    linked_case_id: str | None = None
    cause_id: str | None = None
    customer: str | None = None
    keyed: KeyedRequest | None = None
    traceparent: str | None = None
    may_be_closed: bool = False
    consent: ConsentGiven | None = None
    envelope: Envelope | None = None
    wants_receipt: bool = False


class TrackLinks:
    """Makes and reads the links to progress pages; `secrets` newest first, all still readable.

    `root` is where customers find this service.
    """

    def __init__(self, secrets: Sequence[bytes | str], *, public_url: str) -> None:
        self._keys = [subkey(as_bytes(secret), "intake public tokens") for secret in secrets]
        self.root = f"{public_url.rstrip('/')}/intake"
        self._pages = f"{self.root}/t/"

    @property
    def keys(self) -> Sequence[bytes]:
        return self._keys

    def token(self, feedback_id: str) -> str:
        return track_token(feedback_id, self._keys[0])

    def url(self, feedback_id: str) -> str:
        return self._pages + track_token(feedback_id, self._keys[0])

    def feedback_id(self, token: str) -> str | None:
        """Return whose page the token opens, None when it opens none."""
        return feedback_of(token, self._keys)


@dataclass(frozen=True, slots=True)
class Preparer:
    """Turns drafts into submissions: the part of accepting that costs CPU and needs no database."""

    sealer: Sealer
    channels: Collection[str]

    def prepare(
        self,
        draft: Draft,
        principal: Principal,
        *,
        now: datetime,
        keyed: KeyedRequest | None = None,
        traceparent: str | None = None,
    ) -> Submission:
        """Return the submission for `draft`.

        Raises UnknownChannel, ChannelOutOfReach, StoreNeeded, InvalidField or InvalidFields.
        """
        refuse_future(draft.occurred_at, now)
        channel = channel_for(draft.channel, principal, self.channels)
        feedback_id = feedback_id_at(now)
        is_known_by_contact = not draft.contact.keys().isdisjoint(CONTACT_KINDS)
        envelope = Envelope(self.sealer) if is_known_by_contact else None
        made = Submission(
            feedback_id=feedback_id,
            case_id=new_id(),
            received_at=now,
            day=ticket_day(now),
            entered_by=principal.reference,
            store_limit=principal.store_limit,
            channel=channel,
            store_code=store_for(draft.store_code, principal),
            **text_of(draft.text, feedback_id, envelope or self.sealer),
            rating=draft.rating,
            campaign=masked_field(draft.campaign),
            order_no=masked_field(draft.order_no),
            attachment_ids=draft.attachment_ids,
            occurred_at=draft.occurred_at,
            keyed=keyed,
            traceparent=traceparent,
            consent=draft.consent,
            envelope=envelope,
            wants_receipt=draft.wants_receipt,
        )
        if draft.external_id is not None:
            made.external_key = self.external_key(draft.external_id, channel, principal)
        noted = notes_on(draft, principal)
        if draft.extra or draft.external_id is not None or noted:
            made.sealed_details = sealed_details(draft, noted, feedback_id, envelope or self.sealer)
        if draft.contact:
            self.add_contact(made, draft.contact, draft.proven)
        return made

    def add_contact(
        self, made: Submission, contact: dict[str, str], proven: Collection[str] = ()
    ) -> None:
        """Seal the contact into `made` and name its customer by blind indexes."""
        seal = made.envelope or self.sealer
        made.sealed_contact = seal.seal(
            orjson.dumps(contact), sealed_as(made.feedback_id, "contact")
        )
        keys, wrong = [], []
        for kind in CONTACT_KINDS:
            if (value := contact.get(kind)) is None:
                continue
            plain = comparable(kind, value)
            if plain is None:
                wrong.append(FieldError(f"/customer/{kind}", *CONTACT_REMEDY[kind]))
            else:
                index = self.sealer.blind_index(plain, f"contact {kind}")
                keys.append(ContactKey(kind, index, kind in proven))
        if wrong:
            raise InvalidFields(wrong)
        made.contacts = keys
        made.contact_kinds = ",".join(key.kind for key in keys)

    def external_key(self, external_id: str, channel: str, principal: Principal) -> str:
        """Return the keyed digest of (channel, external id).

        The bearer of a form token is anybody, so its external ids are its own: they must not
        answer with the feedback of somebody else. A channel account's are its own as well: two
        accounts of a vendor may count alike.
        """
        scope = principal.id if principal.kind in {"form", "channel"} else ""
        return self.sealer.blind_index(f"{channel}\n{scope}\n{external_id}", "external id")


def text_of(text: str, feedback_id: str, seal: Seal) -> SealedText:
    """Return a text as it may be read and as it was said."""
    sealed = seal.seal(text.encode(), sealed_as(feedback_id, "text"))
    return {"text": mask_numbers(text), "sealed_text": sealed}


def sealed_details(
    draft: Draft, noted: Mapping[str, bool | str], feedback_id: str, seal: Seal
) -> bytes:
    extra = orjson.dumps(draft.extra)
    if len(extra) > MOST_EXTRA_BYTES:
        raise InvalidField(
            "/extra",
            zh="extra 超过 8 KiB；请只保留必要的内容。",
            en="extra is larger than 8 KiB; keep only what is needed.",
        )
    details: dict[str, Any] = {
        "extra": orjson.Fragment(extra),
        "external_id": draft.external_id,
        **noted,
    }
    plain = orjson.dumps(details)
    return seal.seal(plain, sealed_as(feedback_id, "details"))


def notes_on(draft: Draft, principal: Principal) -> dict[str, bool | str]:
    """Return what staff are told of how a feedback came: who took it down, is its sender proven."""
    noted: dict[str, bool | str] = {}
    if principal.kind == "staff":
        noted["entered_by_name"] = principal.name
    if draft.verified is not None:
        noted["verified"] = draft.verified
    return noted


def feedback_id_at(moment: datetime) -> str:
    """Return a new UUIDv7 (RFC 9562, 5.7 and 6.2 method 3) that sorts where `moment` does."""
    random = int.from_bytes(random_bytes(8), "big") >> 2
    digits = f"{lowest_id_at(moment) | random:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def channel_for(wanted: str | None, principal: Principal, known: Collection[str]) -> str:
    """Return the channel of the feedback: the wanted one, else the principal's."""
    own = principal.channel or (STAFF_CHANNEL if principal.kind == "staff" else None)
    if wanted is None:
        return own or "api"
    if wanted not in known:
        raise UnknownChannel(wanted, known)
    if principal.channel and wanted != principal.channel:
        raise ChannelOutOfReach(wanted, principal.channel)
    return wanted


def store_for(wanted: str | None, principal: Principal) -> str | None:
    """Return the store of the feedback, the only one of a limited principal by default.

    Raises StoreNeeded. Whether it is known and within the limit is asked of the database.
    """
    limit = principal.store_limit
    if limit is None:
        return wanted
    if wanted is None:
        if len(limit) != 1:
            raise StoreNeeded(limit)
        return next(iter(limit))
    return wanted


def refuse_future(occurred_at: datetime | None, now: datetime) -> None:
    if occurred_at is not None and occurred_at > now + CLOCK_LEEWAY:
        raise InvalidField(
            "/occurred_at",
            zh="occurred_at 不能晚于现在；请检查时间和时区。",
            en="occurred_at lies in the future; check the time and its zone.",
        )
