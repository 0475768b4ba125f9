"""Intake's command line: what every service has, forms, and the sample stores."""

from collections.abc import Callable
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from services.intake.channels import CHANNELS
from services.intake.models import WebForm
from services.intake.operations import open_form
from services.intake.sample import load_sample
from services.intake.settings import IntakeSettings
from shared.clock import SystemClock
from shared.command_run import fail, run
from shared.commands import Program, open_database, service_commands, settings_of
from shared.composition import Service
from shared.database import Session
from shared.validation import field_errors


async def build(settings: IntakeSettings, **connected: Any) -> Service:
    """Return intake put together; only who serves it waits for its routes to be made."""
    from services.intake import app

    return await app.build(settings, **connected)


PROGRAM = Program("intake", IntakeSettings, build)
LONGEST_CODE = 40

app = service_commands(PROGRAM)
forms = typer.Typer(no_args_is_help=True, help="Forms that customers reach by a code.")
app.add_typer(forms, name="forms")


async def written(work: Callable[[Session], bool]) -> bool:
    """Return what `work` answers in one transaction on intake's database."""
    database = await open_database(PROGRAM, settings_of(PROGRAM))
    try:
        return await database.write(work)
    finally:
        await database.close()


def form_of(code: str, said: dict[str, str | None]) -> WebForm:
    """Return the form that is spoken of; what does not do ends the command with its sentence."""
    from services.intake.web.schemas_forms import FormIn

    try:
        told = FormIn.model_validate(said)
    except ValidationError as error:
        fail(field_errors(error.errors(include_url=False, include_input=False))[0].en)
        raise
    now = SystemClock().now()
    return WebForm(code=code, created_at=now, **told.model_dump(include=set(said)))


@forms.command()
def add(  # noqa: PLR0917  # options of the command
    code: Annotated[str, typer.Argument(help="Letters, digits, - and _: the end of its address.")],
    title_zh: Annotated[str, typer.Option(help="Title in Chinese.")],
    title_en: Annotated[str, typer.Option(help="Title in English.")],
    channel: Annotated[str, typer.Option(help="Channel its feedback is counted under.")] = "web",
    store: Annotated[str | None, typer.Option(help="The only store it is for.")] = None,
    campaign: Annotated[str | None, typer.Option(help="Campaign it belongs to.")] = None,
) -> None:
    """Open a form at /intake/f/CODE, or replace the one that is there."""
    if channel not in CHANNELS:
        fail(f"there is no channel {channel}; use one of {', '.join(CHANNELS)}")
    if not code.replace("-", "").replace("_", "").isalnum() or not code.isascii():
        fail("a form's code holds only letters, digits, - and _")
    if len(code) > LONGEST_CODE:
        fail(f"a form's code is {LONGEST_CODE} signs long at most")
    form = form_of(
        code,
        {
            "title_zh": title_zh,
            "title_en": title_en,
            "channel": channel,
            "store_code": store,
            "campaign": campaign or None,
        },
    )
    run(written(lambda session: open_form(session, form) is not None))
    typer.echo(f"{settings_of(PROGRAM).public_url}/intake/f/{code}")


@app.command()
def sample() -> None:
    """Load the sample stores and form into an empty database."""
    now = SystemClock().now()
    loaded = run(written(lambda session: load_sample(session, now=now)))
    typer.echo("intake: sample loaded" if loaded else "intake: there are stores already")
