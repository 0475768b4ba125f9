"""Unprivileged accounts for servers that root must not run, and folders those can enter."""

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import CannotStartError

FALLBACK = Path("/var/lib/huiyin")
MEMORY = Path("/dev/shm")  # noqa: S108 -- mkdtemp makes names in it unique and 0700
MEMORY_NEEDED = 4 << 30


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int


def unprivileged_account(*preferred: str) -> Account | None:
    """Choose the account a server drops to: None unless we are root, who must drop."""
    if os.geteuid() != 0:
        return None
    for name in (*preferred, "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise CannotStartError("Run this as an ordinary user: there is no account to drop root to.")


def private_folder(folder: Path, account: Account | None) -> Path:
    """Create a folder that only its account may read."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if account is not None:
            os.chown(folder, account.uid, account.gid)
        folder.chmod(0o700)
    except OSError as error:
        raise CannotStartError(
            f"The folder {folder} cannot be written: {error.strerror}."
        ) from error
    return folder


def temporary_folder(
    purpose: str, account: Account | None, *, may_be_in_memory: bool = False
) -> Path:
    """Create a private folder that its owner removes again."""
    root = "/tmp" if Path("/tmp").is_dir() else None  # noqa: S108 -- mkdtemp makes it unique and 0700
    if may_be_in_memory and has_room(MEMORY):
        root = str(MEMORY)
    return private_folder(Path(tempfile.mkdtemp(prefix=f"huiyin-{purpose}-", dir=root)), account)


def has_room(memory: Path) -> bool:
    """Say whether a folder of this machine's memory takes a server with many small databases."""
    return (
        memory.is_dir()
        and os.access(memory, os.W_OK | os.X_OK)
        and shutil.disk_usage(memory).free >= MEMORY_NEEDED
    )


def remove_folder(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def is_enterable_by_all(folder: Path) -> bool:
    """Say whether an account without rights of its own passes every folder down to this one.

    A folder that is yet to be made does not count: data folders are made private.
    """
    chain = (folder.resolve(), *folder.resolve().parents)
    return folder.exists() and all(step.stat().st_mode & stat.S_IXOTH for step in chain)


def lasting_folder(data_dir: Path, purpose: str, *, root: Path = FALLBACK) -> Path:
    """Choose where a server keeps its data for good: in the data folder, or under /var/lib/huiyin.

    The second when root's servers drop to an account that cannot enter the first (a checkout under
    /root, a private data folder): its name holds a digest of the data folder, so each has its own,
    and what was put there once stays there.
    """
    digest = hashlib.sha256(str(data_dir.absolute()).encode()).hexdigest()[:12]
    outside = root / digest / purpose
    if outside.exists() or (os.geteuid() == 0 and not is_enterable_by_all(data_dir)):
        return outside
    return data_dir.absolute() / purpose
