"""The `huiyin` command: the embedded system, and every service's own command line."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from embedded.backup import BackupError, Part, back_up, checked, put_back
from embedded.folder import DataFolder, DataFolderError
from embedded.ledgers import Databases, read_ledger
from embedded.ledgers import repair as repair_ledger
from embedded.ledgers_shown import show_ledger
from embedded.reconcile import ServiceName
from embedded.restoring import speak_anew
from embedded.running import start
from embedded.sample import load_sample, show
from embedded.settings import SystemSettings
from services.followup.cli import PROGRAM as FOLLOWUP
from services.followup.cli import app as followup_app
from services.intake.cli import PROGRAM as INTAKE
from services.intake.cli import app as intake_app
from services.triage.cli import PROGRAM as TRIAGE
from services.triage.cli import app as triage_app
from shared.clock import SystemClock
from shared.command_run import fail, run
from shared.commands import NONE_PARKED, open_database, parked_lines, replay_parked, verify_audit
from shared.database import Database
from shared.database_address import shown_address
from shared.settings import SettingsError, unknown_said, unknown_variables

PROGRAMS = (INTAKE, TRIAGE, FOLLOWUP)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Huiyin 回音: every voice gets an answer.",
)
app.add_typer(intake_app, name="intake")
app.add_typer(triage_app, name="triage")
app.add_typer(followup_app, name="followup")

# Staff and keys are triage's; here they are at hand without its name before them.
app.registered_groups += [
    one for one in triage_app.registered_groups if one.name in {"staff", "keys"}
]
app.registered_commands += [
    one
    for one in triage_app.registered_commands
    if one.callback and one.callback.__name__ == "init"
]

parked = typer.Typer(no_args_is_help=True, help="Events that keep failing, in all services.")
audit = typer.Typer(no_args_is_help=True, help="The audit logs of all services.")
app.add_typer(parked, name="parked")
app.add_typer(audit, name="audit")


def settings() -> SystemSettings:
    try:
        return SystemSettings.load()
    except SettingsError as error:
        fail(str(error))
        raise AssertionError from error


@app.command("run")
def run_() -> None:
    """Start the embedded system: three services, one process, SQLite, no broker."""
    start()


@app.command("check-config")
def check_config() -> None:
    """Read every setting and say whether the system could start with it."""
    found = settings()
    if unknown := unknown_variables():
        fail(unknown_said(unknown))
    for service, url in found.database_urls().items():
        typer.echo(f"{service}: {shown_address(url)}")
    typer.echo(f"public address: {found.own.public_url}")
    typer.echo("bus: RabbitMQ" if found.own.bus_url else "bus: embedded")
    typer.echo("The settings are good.")


@app.command("sample")
def sample_(
    if_empty: Annotated[
        bool, typer.Option("--if-empty", help="Say nothing of people who are there already.")
    ] = False,
) -> None:
    """Load the sample organisation into empty databases and print the sign-ins."""
    run(load_and_show(settings(), is_told=not if_empty))


async def load_and_show(found: SystemSettings, *, is_told: bool) -> None:
    opened: list[Database] = []
    try:
        for program, one in ((INTAKE, found.intake), (TRIAGE, found.triage)):
            opened.append(await open_database(program, one))
        intake, triage = opened
        loaded = await load_sample(intake, triage, found, now=SystemClock().now())
    finally:
        for database in opened:
            await database.close()
    if loaded is None and is_told:
        typer.echo("There are people already: the sample organisation is for empty databases.")
    show(loaded, found)


@app.command()
def reconcile(
    repair: Annotated[
        bool, typer.Option("--repair", help="Ask the writers to publish what differs again.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare the three services id by id: received = in flight + dismissed + … + closed.

    Status 0: balanced and nothing differs. Status 1: something differs, each is named.
    """
    ledger, repaired = run(reconciled(settings(), repair=repair))
    show_ledger(ledger, as_json=as_json, repaired=repaired)
    if ledger.differences or not ledger.is_balanced:
        raise typer.Exit(1)


async def reconciled(found: SystemSettings, *, repair: bool):  # type: ignore[no-untyped-def] # noqa: ANN201
    async with Databases.opened(found.database_urls()) as databases:
        ledger = await read_ledger(databases)
        repaired = await repair_ledger(databases, ledger.differences) if repair else 0
        return ledger, repaired


@parked.command("list")
def list_parked() -> None:
    """Print the failing events of all services."""
    lines = [line for program in PROGRAMS for line in run(parked_lines(program))]
    for line in lines or [NONE_PARKED]:
        typer.echo(line)


@parked.command()
def replay(
    service: Annotated[str, typer.Argument(help="intake, triage or followup")],
    event_id: Annotated[str, typer.Argument(help="An id from 'parked list'.")],
) -> None:
    """Try a failing event again at once."""
    program = next((one for one in PROGRAMS if one.name == service), None)
    if program is None:
        fail(f"there is no service {service}; use intake, triage or followup")
        return
    run(replay_parked(program, event_id))
    typer.echo(f"{event_id} will be tried again")


@audit.command()
def verify() -> None:
    """Check the chains of all audit logs; status 1 names the first altered entry."""
    altered = [
        f"{program.name}: the audit log is altered at entry {bad}"
        for program in PROGRAMS
        if (bad := run(verify_audit(program))) is not None
    ]
    if altered:
        fail("; ".join(altered))
    typer.echo("The audit logs are intact.")


@app.command()
def backup(folder: Annotated[Path, typer.Argument(help="A new folder.")]) -> None:
    """Write a backup of all three databases; the system may run meanwhile."""
    try:
        for file in run(back_up(settings(), folder)):
            typer.echo(file)
    except BackupError as error:
        fail(str(error))


@app.command()
def restore(folder: Annotated[Path, typer.Argument(help="What 'huiyin backup' wrote.")]) -> None:
    """Put a backup back, raise the generation and publish every snapshot again.

    The system must be stopped. The databases replaced are kept beside the restored ones.
    """
    found = settings()
    try:
        parts = checked(folder)
        with DataFolder(found.own.data_dir):
            for service, count in run(restored(found, folder, parts)).items():
                typer.echo(f"{service}: restored, {count} cases will be published again")
    except (BackupError, DataFolderError) as error:
        fail(str(error))


async def restored(
    found: SystemSettings, folder: Path, parts: Mapping[ServiceName, Part]
) -> dict[ServiceName, int]:
    await put_back(found, folder, parts)
    async with Databases.opened(found.database_urls()) as databases:
        return await speak_anew(databases)


@app.command()
def export(file: Annotated[Path, typer.Argument(help="The CSV file to write.")]) -> None:
    """Write every case as CSV: masked texts, formulas neutralised."""
    count = run(exported(settings(), file))
    typer.echo(f"{count} cases written to {file}")


async def exported(found: SystemSettings, file: Path) -> int:
    from embedded.export import export_cases

    database = await open_database(FOLLOWUP, found.followup)
    try:
        return await export_cases(database, file)
    except OSError as error:
        fail(
            f"{file} cannot be written ({error.strerror}); name a file in a folder that is there "
            "and that this user may write in."
        )
        raise
    finally:
        await database.close()


@app.command()
def demo(
    url: Annotated[str, typer.Option(help="Where the system answers.")] = "",
    password: Annotated[
        str, typer.Option(envvar="HUIYIN_SAMPLE_PASSWORD", help="Password of the sample users.")
    ] = "",
) -> None:
    """Play two weeks of a chain's feedback through the public HTTP API."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from demo.driver import main as play

    play(url or settings().own.public_url, password)
