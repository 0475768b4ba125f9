"""What a sender is given: the letter itself, and what was reserved for it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Letter:
    """One thing to tell one customer by one rung.

    `id` is ours and the same whenever this rung is tried for this request: 32 signs of [0-9a-f],
    which fit WeChat's `client_msg_id`, WeCom's `msgid` and Aliyun's `OutId`. `address` is the
    contact the sender needs, in clear: never to be logged or stored. `text` and `title` are the
    filled template of this rung, `values` what fills placeholders, for vendors who keep templates
    themselves: those are named by `vendor_template`. `link` opens the customer's progress page.
    `thread` is the Message-ID of the customer's own mail when the feedback came by mail. Letters to
    staff say what their link is called, and have a second one and files.
    """

    id: str
    request_id: str
    rung: str
    purpose: str
    feedback_id: str
    address: str = field(repr=False)
    text: str = field(repr=False)
    title: str = field(default="", repr=False)
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    vendor_template: str | None = None
    language: str = "zh"
    link: str = field(default="", repr=False)
    thread: str | None = field(default=None, repr=False)
    customer: str | None = None
    channel: str = ""
    ticket_no: str = ""
    link_words: str = ""
    footnote: str = ""
    footnote_link: str = ""
    files: tuple["Attached", ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a mail; `content` is Base64."""

    name: str
    media_type: str
    content: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reserved:
    """What `reserve` took: kept in the rung's row, in clear, and given to `send`, `ask`, `settle`.

    `account_id` is the channel account to send by; `facts` small values and no secret or contact.
    """

    account_id: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


def letter_id(request_id: str, rung: str) -> str:
    """Return the id by which a vendor may know this letter again."""
    return hashlib.sha256(f"{request_id}/{rung}".encode()).hexdigest()[:32]
