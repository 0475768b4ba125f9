"""Child processes that log to a file, stop in order, and never outlive the program."""

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from deploy.local import guardian
from deploy.local.accounts import Account
from deploy.local.errors import CannotStartError

_POLL_SECONDS = 0.02


class Guard:
    """Our end of the guardian: it learns which process groups to end should we die first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._owner = 0

    def watch(self, pid: int) -> None:
        self._tell(f"+{pid}\n")

    def forget(self, pid: int) -> None:
        self._tell(f"-{pid}\n")

    def remove_afterwards(self, folder: Path) -> None:
        self._tell(f"{folder}\n")

    def _tell(self, line: str) -> None:
        with self._lock:
            if self._process is None or self._owner != os.getpid():
                self._process = self._spawn()
                self._owner = os.getpid()
                atexit.register(self._end, self._process, self._owner)
            if self._process.stdin is not None:
                self._process.stdin.write(line)
                self._process.stdin.flush()

    @staticmethod
    def _end(process: subprocess.Popen[str], owner: int) -> None:
        """Let the guardian do its last work, at the end of the program that started it."""
        if owner == os.getpid() and process.stdin is not None:
            process.stdin.close()
            process.wait()

    @staticmethod
    def _spawn() -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603 -- our own file under our own interpreter
            [sys.executable, "-I", "-S", guardian.__file__],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )


guard = Guard()


def run_to_end(
    arguments: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    account: Account | None = None,
    folder: Path | None = None,
) -> str:
    """Run a program and return what it printed; CannotStartError holds its last line."""
    done = subprocess.run(  # noqa: S603 -- arguments are lists made here, no shell is involved
        [str(argument) for argument in arguments],
        env=None if environment is None else dict(environment),
        cwd=folder,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotStartError(
            f"{Path(arguments[0]).name} failed: {_last_line(done.stdout) or done.returncode}"
        )
    return done.stdout


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


class ChildProcess:
    """One program in a process group of its own, started and stopped any number of times."""

    def __init__(
        self,
        name: str,
        arguments: Sequence[str | Path],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        account: Account | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.log = log
        self._arguments = [str(argument) for argument in arguments]
        self._environment = None if environment is None else dict(environment)
        self._folder = folder
        self._account = account
        self._stop_signal = stop_signal
        self._popen: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id; CannotStartError when it was never started."""
        if self._popen is None:
            raise CannotStartError(f"{self.name} has not been started.")
        return self._popen.pid

    @property
    def is_running(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    @property
    def exit_status(self) -> int | None:
        return None if self._popen is None else self._popen.poll()

    def how_it_ended(self) -> str:
        """Say in words how its last run ended."""
        status = self.exit_status
        if status is not None and status < 0:
            return f"was killed by signal {-status}"
        return f"ended with status {status}"

    def start(self) -> None:
        if self._popen is not None:
            guard.forget(self._popen.pid)
        with self.log.open("ab") as log:
            self._popen = subprocess.Popen(  # noqa: S603 -- arguments are lists made here, no shell
                self._arguments,
                env=self._environment,
                cwd=self._folder,
                user=self._account.uid if self._account else None,
                group=self._account.gid if self._account else None,
                extra_groups=[] if self._account else None,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        guard.watch(self._popen.pid)

    def wait_until(self, is_ready: Callable[[], bool], *, seconds: float) -> None:
        """Wait for a condition; CannotStartError when the process ends or the time is up."""
        deadline = time.monotonic() + seconds
        while not is_ready():
            if not self.is_running:
                raise CannotStartError(f"{self.name} ended at once: {self.last_words()}")
            if time.monotonic() > deadline:
                raise CannotStartError(
                    f"{self.name} was not ready within {seconds:.0f} s: see {self.log}."
                )
            time.sleep(_POLL_SECONDS)

    def stop(self, *, seconds: float = 15) -> None:
        """Ask it to stop, and end its whole group when it does not."""
        if self._popen is None:
            return
        if self.is_running:
            self._popen.send_signal(self._stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._popen.wait(seconds)
        self.kill()

    def kill(self) -> None:
        """Kill -9 for the process and its group, and wait for its end."""
        if self._popen is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._popen.wait()
        guard.forget(self._popen.pid)

    def freeze(self) -> None:
        """Stop it from running without ending it (SIGSTOP)."""
        os.killpg(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.killpg(self.pid, signal.SIGCONT)

    def last_words(self) -> str:
        """Return the last line of its log."""
        text = self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""
        return _last_line(text) or f"status {self.exit_status}, nothing in {self.log}"
