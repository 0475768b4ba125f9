"""The supervisor starts again what ended unasked, and says so."""

import threading
from collections.abc import Callable
from pathlib import Path

from deploy.local.errors import CannotStartError
from deploy.local.supervisor import Supervisor


class Program:
    """Ends when told to; comes up again at the try numbered `comes_up_at`."""

    name = "triage-worker-1"
    log = Path("/logs/triage-worker-1.log")

    def __init__(self, comes_up_at: int = 1) -> None:
        self.is_up = False
        self.tries = 0
        self.came_up = threading.Event()
        self._comes_up_at = comes_up_at

    def is_due(self) -> bool:
        return not self.is_up

    def how_it_ended(self) -> str:
        return "was killed by signal 9"

    def start_again(self) -> None:
        self.tries += 1
        if self.tries < self._comes_up_at:
            raise CannotStartError("The disk is full.")
        self.is_up = True
        self.came_up.set()


def supervise(program: Program, tell: Callable[[str], None]) -> None:
    supervisor = Supervisor([program], tell)
    supervisor.start()
    assert program.came_up.wait(60)
    supervisor.stop()


class TestSupervisor:
    def test_tells_what_ended_and_how(self) -> None:
        told: list[str] = []

        supervise(Program(), told.append)

        (said,) = told
        assert said.startswith("triage-worker-1 was killed by signal 9 and is started again")
        assert said.endswith("see /logs/triage-worker-1.log")

    def test_tries_again_what_does_not_come_up(self) -> None:
        told: list[str] = []
        program = Program(comes_up_at=2)

        supervise(program, told.append)

        assert program.tries == 2
        assert told[1] == "triage-worker-1 did not come up again: The disk is full."

    def test_goes_on_when_nobody_can_be_told(self) -> None:
        program = Program()

        def tell(_text: str) -> None:
            raise BrokenPipeError

        supervise(program, tell)

        assert program.is_up
