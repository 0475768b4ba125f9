"""Running a command's work: what fails is one sentence, what is misspelt a warning."""

import logging
import sys
from collections.abc import Coroutine
from typing import Any, NoReturn

import structlog
import uvloop
from sqlalchemy.exc import DBAPIError

from shared.database import DatabaseUnavailable, OutcomeUnknown
from shared.database_address import why_not
from shared.migrations import SchemaMismatchError
from shared.problems import Problem
from shared.serving import CannotListenError
from shared.settings import SettingsError, unknown_said, unknown_variables

log = structlog.get_logger(__name__)

EXPECTED = (SettingsError, CannotListenError, SchemaMismatchError, Problem)
INTERRUPTED = 130


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run `work`; an expected failure is one sentence on standard error and status 1."""
    if not logging.getLogger().handlers:
        # Nobody has asked for log lines; Python would print warnings without one.
        logging.getLogger().addHandler(logging.NullHandler())
    try:
        return uvloop.run(work)
    except OutcomeUnknown as error:
        fail(str(error))
    except DatabaseUnavailable as error:
        fail(
            f"The {error.database} database cannot be used ({why_not(error.__cause__ or error)}), "
            "and nothing was stored: see who else holds it and whether this user may write it."
        )
    except EXPECTED as error:
        fail(str(error))
    except (OSError, DBAPIError) as error:
        fail(f"{type(error).__name__}: {getattr(error, 'orig', error)}".splitlines()[0])
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None


def fail(sentence: str) -> NoReturn:
    """End the command with `sentence` on standard error and status 1."""
    sys.stderr.write(f"huiyin: {sentence}\n")
    raise SystemExit(1)


def warn_of_unknown_variables() -> None:
    """Log which variables nobody reads: misspelt, they are settings that do not hold."""
    if unknown := unknown_variables():
        log.warning("unknown_variables", says=unknown_said(unknown))
