"""The `huiyin` command for a running stack: a file that knows its databases, broker and key."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from shared.known_variables import PREFIX


def write_command(path: Path, program: Path, environment: Mapping[str, str]) -> None:
    """Write a program for this account only that calls `program` with our variables set.

    Those of the person's own environment which begin alike are set to the stack's.
    """
    ours = sorted(name for name in environment if name.startswith(PREFIX))
    lines = [f"export {name}={shlex.quote(environment[name])}" for name in ours]
    text = "\n".join(("#!/bin/sh", *lines, f'exec {shlex.quote(str(program))} "$@"', ""))
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o700)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
