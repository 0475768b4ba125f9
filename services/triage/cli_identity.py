"""Commands for operators: the first admin, staff, API keys and signing keys."""

import secrets
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar
from uuid import UUID

import sqlalchemy as sa
import typer
from pydantic import ValidationError
from sqlmodel import col

from services.triage import sample, tokens
from services.triage.models import Team
from services.triage.operations import api_keys, staff
from services.triage.operations.bootstrap import (
    COMMAND_LINE,
    add_first_admin,
    add_missing_topics,
    refuse_second_admin,
)
from services.triage.operations.sign_in import SignInDesk
from services.triage.passwords import hashed
from services.triage.queries import directory
from services.triage.web.identity import api_key_text, one_time_password
from services.triage.web.schemas_staff import ApiKeyBody, StaffBody
from shared.clock import SystemClock
from shared.command_run import fail, run
from shared.commands import Program, open_database, settings_of
from shared.database import Session
from shared.ids import new_id
from shared.problems import Problem
from shared.sealing import Sealer
from shared.validation import field_errors

T = TypeVar("T")
Write = Callable[[Callable[[Session], T]], T]

PASSWORD_VARIABLE = "HUIYIN_ADMIN_PASSWORD"  # noqa: S105 - the name of a variable


def add_identity_commands(app: typer.Typer, program: Program) -> None:
    """Give triage's command line `init`, `sample`, `staff`, `keys` and `rotate-keys`."""

    def write(unit: Callable[[Session], T]) -> T:
        return written(program, unit)

    add_beginnings(app, write)
    app.add_typer(staff_commands(write), name="staff")
    app.add_typer(key_commands(write), name="keys")

    @app.command("rotate-keys")
    def rotate_keys(
        now: Annotated[bool, typer.Option(help="End every access token at once.")] = False,
    ) -> None:
        """Make a new key for access tokens; it signs an hour from now."""
        settings = settings_of(program)
        sealer = Sealer(settings.secret(), settings.previous_secrets())
        at = SystemClock().now()
        kid = write(lambda session: tokens.rotate(session, sealer, now=at, at_once=now))
        typer.echo(f"key {kid} signs {'from now on' if now else 'in an hour'}")


def add_beginnings(app: typer.Typer, write: Write[None]) -> None:
    """Add the commands that fill an empty database."""

    @app.command()
    def init(
        username: Annotated[str, typer.Option(help="How the admin signs in.")] = "admin",
        name: Annotated[str, typer.Option(help="The admin's name.")] = "管理员",
        password: Annotated[str | None, typer.Option(envvar=PASSWORD_VARIABLE, hidden=True)] = None,
        password_stdin: Annotated[
            bool, typer.Option(help="Read the password from standard input.")
        ] = False,
    ) -> None:
        """Make the first admin; the password is asked for, or read from the environment."""
        write(refuse_second_admin)  # before anybody thinks of a password
        if password_stdin:
            password = sys.stdin.readline().rstrip("\n")
        if password is None:
            password = asked_for_password()
        body = checked(
            lambda: StaffBody.model_validate(
                {"username": username, "name": name, "roles": ["admin"], "password": password}
            )
        )
        checked(lambda: SignInDesk.check_new(password, None, username, "/password"))
        password_hash, now = hashed(password), SystemClock().now()

        def unit(session: Session) -> None:
            add_first_admin(
                session,
                username=body.username,
                name=body.name,
                password_hash=password_hash,
                now=now,
            )

        write(unit)
        typer.echo(f"{username} may sign in")

    @app.command("sample")
    def load_sample(
        password: Annotated[
            str, typer.Option(envvar="HUIYIN_SAMPLE_PASSWORD", help="Of all sample users.")
        ] = "",
    ) -> None:
        """Load the sample organisation into an empty database."""
        shown = "as given" if password else secrets.token_urlsafe(9)
        now = SystemClock().now()

        def unit(session: Session) -> None:
            is_loaded = sample.load(session, password=password or shown, now=now)
            if not is_loaded:
                fail("there is staff already; the sample is for an empty database")

        write(unit)
        typer.echo(f"triage: sample loaded; the password of all users is {shown}")

    @app.command()
    def topics() -> None:
        """Add the topics that came with a newer program."""
        now = SystemClock().now()

        def unit(session: Session) -> None:
            added = add_missing_topics(session, now)
            typer.echo(f"triage: {added} topics added" if added else "triage: no topic is missing")

        write(unit)


def asked_for_password() -> str:
    """Return what is typed twice; without anybody to type it the command ends with a sentence."""
    try:
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    except typer.Abort:
        fail(f"no password was given: type it, set {PASSWORD_VARIABLE} or use --password-stdin")
        raise


def staff_commands(write: Write[str]) -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, help="People who may sign in.")

    @app.command()
    def add(  # noqa: PLR0917 - options of the command
        username: Annotated[str, typer.Argument(help="a–z, 0–9, dot, dash and underscore.")],
        name: Annotated[str, typer.Option(help="The person's name.")],
        role: Annotated[list[str], typer.Option(help="Roles; may be repeated.")],
        team: Annotated[list[str] | None, typer.Option(help="Names of teams.")] = None,
        store: Annotated[list[str] | None, typer.Option(help="Codes of own stores.")] = None,
        capacity: Annotated[int, typer.Option(help="Open effort they may own.")] = 20,
    ) -> None:
        """Add a person and print their one-time password."""
        body = checked(
            lambda: StaffBody.model_validate(
                {
                    "username": username,
                    "name": name,
                    "roles": role,
                    "stores": store or [],
                    "capacity": capacity,
                }
            )
        )
        password = one_time_password(secrets.token_bytes(32))
        password_hash, now = hashed(password), SystemClock().now()

        def unit(session: Session) -> str:
            return staff.add_staff(
                session,
                staff_id=new_id(),
                username=body.username,
                name=body.name,
                roles=body.roles,
                teams=teams_named(session, team or []),
                stores=body.stores,
                capacity=body.capacity,
                password_hash=password_hash,
                must_change_password=True,
                by=COMMAND_LINE,
                now=now,
            ).username

        typer.echo(f"{write(unit)} signs in once with {password}")

    @app.command("reset-password")
    def reset_password(
        username: Annotated[str, typer.Argument(help="Who forgot the password.")],
    ) -> None:
        """End a person's sessions and print a one-time password for them."""
        password = one_time_password(secrets.token_bytes(32))
        password_hash, now = hashed(password), SystemClock().now()

        def unit(session: Session) -> str:
            person = directory.person_named(session, username)
            staff.reset_password(session, person.id, password_hash, by=COMMAND_LINE, now=now)
            return person.username

        typer.echo(f"{write(unit)} signs in once with {password}")

    return app


def key_commands(write: Write[str]) -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, help="API keys for machines.")

    @app.command()
    def add(
        name: Annotated[str, typer.Argument(help="What the key is for.")],
        scope: Annotated[list[str], typer.Option(help="Scopes; may be repeated.")],
        channel: Annotated[str | None, typer.Option(help="The channel it speaks for.")] = None,
        store: Annotated[list[str] | None, typer.Option(help="The only stores.")] = None,
    ) -> None:
        """Add an API key and print it, once."""
        body = checked(
            lambda: ApiKeyBody.model_validate(
                {"name": name, "scopes": scope, "channel": channel, "stores": store or []}
            )
        )
        text, now = api_key_text(secrets.token_bytes(32)), SystemClock().now()

        def unit(session: Session) -> str:
            return api_keys.add_api_key(
                session,
                key_id=new_id(),
                text=text,
                name=body.name,
                scopes=body.scopes,
                channel=body.channel,
                stores=body.stores,
                by=COMMAND_LINE,
                now=now,
            ).id

        typer.echo(f"{write(unit)}  {text}")

    @app.command()
    def revoke(key_id: Annotated[UUID, typer.Argument(help="The id that 'add' printed.")]) -> None:
        """Revoke an API key for good."""
        now = SystemClock().now()

        def unit(session: Session) -> str:
            return api_keys.revoke_api_key(session, str(key_id), by=COMMAND_LINE, now=now).name

        typer.echo(f"{write(unit)} is revoked")

    return app


def written(program: Program, unit: Callable[[Session], T]) -> T:
    """Return what `unit` does in one transaction; a refusal ends the command with its sentence."""

    async def work() -> T:
        database = await open_database(program, settings_of(program))
        try:
            return await database.write(unit)
        finally:
            await database.close()

    done: T = checked(lambda: run(work()))
    return done


def checked(work: Callable[[], T]) -> T:
    """Return what `work` returns; a refusal ends the command with its sentence."""
    try:
        return work()
    except Problem as problem:
        fail(problem.en)
    except ValidationError as error:
        first = field_errors(error.errors(include_url=False, include_input=False))[0]
        fail(first.en)
    raise AssertionError("unreachable: fail() ends the command")


def teams_named(session: Session, names: Sequence[str]) -> list[str]:
    """Return the ids of these teams; an unknown name ends the command."""
    rows = session.execute(sa.select(col(Team.name), col(Team.id)))
    known = {row.name: row.id for row in rows}
    for name in names:
        if name not in known:
            fail(f"there is no team {name}; there are {', '.join(sorted(known)) or 'none yet'}")
    return [known[name] for name in names]
