"""Contacts: one form to compare them in, and a form that may be shown."""

import re
import unicodedata
from collections.abc import Mapping

CONTACT_KINDS = ("wechat_openid", "wecom_userid", "phone", "email")
"""What a customer can be known by, the surest first."""

LONGEST_EMAIL = 254
FEWEST_PHONE_DIGITS = 5
MOST_PHONE_DIGITS = 15
CHINESE_MOBILE = re.compile(r"1[3-9][0-9]{9}")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
OPENID = re.compile(r"[A-Za-z0-9_-]{6,64}")
PHONE_SIGNS = re.compile(r"\+?[0-9 ().\-/#x]+")


def comparable(kind: str, value: str) -> str | None:
    """Return the one form in which two ways to write a contact are equal; None when it is none."""
    if kind == "phone" and CHINESE_MOBILE.fullmatch(value):
        return value
    plain = unicodedata.normalize("NFKC", value).strip()
    if kind == "phone":
        return comparable_phone(plain)
    if kind == "email":
        is_email = EMAIL.fullmatch(plain) and len(plain) <= LONGEST_EMAIL
        return plain.lower() if is_email else None
    return plain if OPENID.fullmatch(plain) else None


def comparable_phone(plain: str) -> str | None:
    """Return the digits of a phone; a Chinese mobile loses its country code."""
    if not PHONE_SIGNS.fullmatch(plain.replace("－", "-")):
        return None
    digits = re.sub(r"\D", "", plain).removeprefix("00")
    if digits.startswith("86") and CHINESE_MOBILE.fullmatch(digits[2:]):
        digits = digits[2:]
    return digits if FEWEST_PHONE_DIGITS <= len(digits) <= MOST_PHONE_DIGITS else None


def masked_contact(contact: Mapping[str, str]) -> dict[str, str]:
    """Return each part of a contact so that its owner knows it again and nobody learns it."""
    return {kind: MASKS[kind](value) for kind, value in contact.items() if kind in MASKS}


def masked_name(name: str) -> str:
    return name[:1] + "*" * max(1, len(name) - 1)


def masked_phone(phone: str) -> str:
    """Keep the first three and last four signs of a phone long enough, else only the last two."""
    keep_first, keep_last = (3, 4) if len(phone) >= 11 else (0, 2)  # noqa: PLR2004
    hidden = len(phone) - keep_first - keep_last
    return phone[:keep_first] + "*" * hidden + phone[len(phone) - keep_last :]


def masked_email(email: str) -> str:
    name, _, domain = email.partition("@")
    return f"{name[:1]}{'*' * max(1, len(name) - 1)}@{domain}"


def masked_openid(openid: str) -> str:
    return "*" * (len(openid) - 4) + openid[-4:]


MASKS = {
    "name": masked_name,
    "phone": masked_phone,
    "email": masked_email,
    "wechat_openid": masked_openid,
    "wecom_userid": masked_openid,
}
