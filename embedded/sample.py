"""Loads the sample organisation into the services' databases and says how to sign in."""

import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from unicodedata import east_asian_width

import sqlalchemy as sa

from embedded.settings import SystemSettings
from services.intake import sample as intake_sample
from services.triage import sample as triage_sample
from services.triage.models import Staff
from shared.database import Database, Session

LOOK_ALIKES = str.maketrans("", "", "-_lIO0")


@dataclass(frozen=True)
class SignIn:
    username: str
    name: str
    roles: str


@dataclass(frozen=True)
class Loaded:
    """What was loaded: who may sign in, and the password if it was made up here."""

    sign_ins: list[SignIn]
    password: str
    is_made_up: bool


async def load_sample(
    intake: Database, triage: Database, settings: SystemSettings, *, now: datetime
) -> Loaded | None:
    """Load the sample into empty databases; None when there are people already."""
    if await triage.read(is_peopled):
        return None
    given = settings.own.sample_password
    password = given.get_secret_value() if given else made_up_password()
    # Triage last: who is broken off in between loads the rest the next time.
    await intake.write(lambda session: intake_sample.load_sample(session, now=now))
    await triage.write(lambda session: triage_sample.load(session, password=password, now=now))
    return Loaded(await triage.read(sign_ins), password, is_made_up=given is None)


def made_up_password() -> str:
    """Return a random password without letters that look alike."""
    return secrets.token_urlsafe(24).translate(LOOK_ALIKES)[:14]


def is_peopled(session: Session) -> bool:
    return session.execute(sa.select(sa.literal(1)).select_from(Staff).limit(1)).first() is not None


def sign_ins(session: Session) -> list[SignIn]:
    people = session.execute(sa.select(Staff).order_by(Staff.id)).scalars()
    return [SignIn(one.username, one.name, ", ".join(one.roles)) for one in people]


def show_first_step() -> None:
    """Print what to do where nobody may sign in yet."""
    sys.stdout.write(
        "Nobody may sign in yet: 'huiyin init' makes the first admin, 'huiyin sample' a whole "
        "sample organisation. 还没有人可以登录：用 huiyin init 建立第一位管理员，"
        "或用 huiyin sample 载入示例组织。\n"
    )
    sys.stdout.flush()


def show(loaded: Loaded | None, settings: SystemSettings) -> None:
    """Print the links and, after a first start, the table of sign-ins."""
    lines: list[str] = []
    root = settings.own.public_url
    if loaded is not None:
        people = [(one.username, one.name, one.roles) for one in loaded.sign_ins]
        lines += ["Sample organisation 示例组织", ""]
        lines += columns([("user 用户", "name 姓名", "role 角色"), *people])
        if loaded.is_made_up:
            shown = "Password of all of them, shown only now 密码（仅显示一次）"
            lines += ["", f"{shown}: {loaded.password}"]
        else:
            lines += ["", "Their password is HUIYIN_SAMPLE_PASSWORD 密码即环境变量所设。"]
        lines.append("")
    links = [
        ("staff console 员工控制台", f"{root}/"),
        ("customer form 顾客留言", f"{root}/intake/f/welcome"),
        *((f"{service} API", f"{root}/{service}/docs") for service in settings.database_urls()),
    ]
    sys.stdout.write("\n".join([*lines, *columns(links)]) + "\n")
    sys.stdout.flush()


def columns(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return rows as lines whose cells stand below each other; a Chinese character is two wide."""
    widths = [max(map(width_of, cells)) for cells in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - width_of(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def width_of(text: str) -> int:
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)
