"""The data folder: made when missing, writable, and held by one process at a time."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self


class DataFolderError(Exception):
    """The data folder cannot be used; the text is one sentence that says why and what to do."""


class DataFolder:
    """Holds the data folder while the system runs or is restored."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None

    def hold(self) -> None:
        """Make the folder and lock it. Raises DataFolderError."""
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o750)
            self._lock = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
            # SQLite writes its journal beside the file: the folder itself must be writable.
            probe = self.path / f".writable.{os.getpid()}"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise DataFolderError(
                f"The data folder {self.path} cannot be written ({error.strerror}); "
                "make it writable or choose another with HUIYIN_DATA_DIR."
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DataFolderError(
                f"Another Huiyin works on {self.path}; stop it or choose another folder with "
                "HUIYIN_DATA_DIR."
            ) from error

    def release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> Self:
        self.hold()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
