"""Nothing of a training outlives who asked for it."""

import asyncio
import os
import sys
from pathlib import Path

from services.triage.operations.training_process import end

FORKED = """
import os, sys, time
held = os.open(sys.argv[1], os.O_WRONLY)
os.fork() or os.write(held, b".")
time.sleep(600)
"""
"""A trainer and its fork, which hold a pipe open as long as either runs."""


class TestEnd:
    async def test_ends_what_the_trainer_forked_as_well(self, tmp_path: Path) -> None:
        pipe = tmp_path / "held"
        os.mkfifo(pipe)
        command = (sys.executable, "-c", FORKED, str(pipe))
        trainer = await asyncio.create_subprocess_exec(*command, start_new_session=True)
        reading = await asyncio.to_thread(os.open, pipe, os.O_RDONLY)
        try:
            assert await asyncio.to_thread(os.read, reading, 1) == b"."
            await end(trainer)
            assert await asyncio.to_thread(os.read, reading, 1) == b""
        finally:
            os.close(reading)
