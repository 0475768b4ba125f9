"""Backup and restore: one folder with each service's database, the secret, and a manifest."""

import asyncio
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import sqlalchemy as sa

from embedded.reconcile import ServiceName
from embedded.settings import SystemSettings
from shared import migrations
from shared.database_address import shown_address
from shared.postgres import plain_url

MANIFEST = "manifest.json"
SECRET = "secret"  # noqa: S105 - a file name
FORMAT = 1


class BackupError(Exception):
    """The backup cannot be made or used; the text is one sentence that says why and what to do."""


@dataclass(frozen=True)
class Part:
    """One service's file in a backup."""

    file: str
    kind: str
    sha256: str
    schema: str


async def back_up(settings: SystemSettings, folder: Path) -> list[Path]:
    """Write a backup of all three databases into `folder`, which must be new or empty.

    The system may run meanwhile. Each database is consistent in itself; between them, a restore
    raises the generations and reconcile names what differs. Raises BackupError.
    """
    urls = settings.database_urls()
    schemas = {service: await schema_of(url, service) for service, url in urls.items()}
    parts: dict[str, Part] = {}
    with filled(folder):
        for service, url in urls.items():
            file = await asyncio.to_thread(dump, url, folder, service)
            parts[service] = Part(file.name, kind_of(url), digest(file), schemas[service])
        keep_secret(settings, folder)
        manifest = {
            "format": FORMAT,
            "made_at": datetime.now(UTC).isoformat(),
            "parts": {service: asdict(part) for service, part in parts.items()},
        }
        return await asyncio.to_thread(finish, folder, manifest)


async def schema_of(url: str, service: ServiceName) -> str:
    schema = await migrations.revision(url, service)
    if schema is None:
        raise BackupError(
            f"There is nothing yet in the {service} database at {shown_address(url)}: nothing is "
            "backed up."
        )
    return schema


def finish(folder: Path, manifest: Mapping[str, object]) -> list[Path]:
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")
    return sorted(folder.iterdir())


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Make the folder to be filled, and empty it again of a backup that did not come to its end.

    Raises BackupError when it cannot be written, or holds anything before.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(folder.iterdir()):
            raise BackupError(f"{folder} is not empty; name a new folder for the backup.")
        with ExitStack() as unfinished:
            unfinished.callback(empty, folder)
            yield
            unfinished.pop_all()
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise BackupError(
            f"{folder} cannot be filled ({why}); name a new folder where this user may write and "
            "where there is room."
        ) from error


def empty(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


def dump(url: str, folder: Path, service: str) -> Path:
    if kind_of(url) == "postgresql":
        file = folder / f"{service}.dump"
        run_tool("pg_dump", "--format=custom", f"--file={file}", plain_url(url))
        return file
    file = folder / f"{service}.sqlite3"
    source, copy = sqlite3.connect(database_file(url)), sqlite3.connect(file)
    try:
        source.backup(copy)
    finally:
        source.close()
        copy.close()
    return file


def keep_secret(settings: SystemSettings, folder: Path) -> None:
    """Put the generated secret beside the data it opens; one set in the environment is not ours."""
    source = settings.own.data_dir / "keys" / "secret"
    if settings.own.secret_key is None and source.exists():
        target = folder / SECRET
        target.touch(mode=0o600)
        target.write_bytes(source.read_bytes())


def checked(folder: Path) -> Mapping[ServiceName, Part]:
    """Return the parts of a backup whose files are all there and unaltered. Raises BackupError."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        made_by = manifest["format"]
        parts = {one: Part(**manifest["parts"][one]) for one in get_args(ServiceName)}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{folder} holds no backup made by 'huiyin backup'.") from error
    if made_by != FORMAT:
        raise BackupError(f"{folder} was made by a newer program; restore it with that one.")
    for service, part in parts.items():
        file = folder / part.file
        if not file.exists() or digest(file) != part.sha256:
            raise BackupError(f"{file} is missing or altered; use another backup.")
        if part.schema not in migrations.chain(service):
            raise BackupError(
                f"The backup of {service} has schema {part.schema}, newer than this program's "
                f"{migrations.head(service)}; restore it with the newer program."
            )
    return parts


async def put_back(
    settings: SystemSettings, folder: Path, parts: Mapping[ServiceName, Part]
) -> None:
    """Replace the databases by those of the backup and bring their schemas up to date.

    The databases replaced are kept beside the new ones (SQLite). Raises BackupError: then none is
    replaced, unless PostgreSQL's own program failed at a later one.
    """
    for service, url in settings.database_urls().items():
        if parts[service].kind != kind_of(url):
            raise BackupError(
                f"The backup of {service} is of {parts[service].kind}, the database in the "
                f"settings is {kind_of(url)}."
            )
    urls = settings.database_urls()
    files = {service: folder / parts[service].file for service in urls}
    # All of them are there before the first is replaced: what fails most often, fails here.
    drafts = await asyncio.to_thread(drafted, urls, files)
    await asyncio.to_thread(put_back_secret, settings, folder)
    for service, url in urls.items():
        await asyncio.to_thread(load, url, drafts.get(service, files[service]))
        await migrations.upgrade(url, service)


def drafted(
    urls: Mapping[ServiceName, str], files: Mapping[ServiceName, Path]
) -> dict[ServiceName, Path]:
    """Return copies of the SQLite files beside what they will replace. Raises BackupError."""
    drafts: dict[ServiceName, Path] = {}
    with ExitStack() as unfinished:
        for service, url in urls.items():
            if kind_of(url) == "sqlite":
                target = Path(database_file(url))
                draft = drafts[service] = target.with_name(f".{target.name}.restoring")
                unfinished.callback(draft.unlink, missing_ok=True)
                try:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(files[service], draft)
                except OSError as error:
                    raise BackupError(
                        f"{target.parent} cannot be written ({error.strerror}): nothing was "
                        "replaced; make room or make it writable, then restore again."
                    ) from error
        unfinished.pop_all()
    return drafts


def put_back_secret(settings: SystemSettings, folder: Path) -> None:
    source, target = folder / SECRET, settings.own.data_dir / "keys" / "secret"
    if settings.own.secret_key is not None or not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if target.exists() and target.read_bytes() != source.read_bytes():
        target.rename(beside(target))
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(source.read_bytes())


def load(url: str, file: Path) -> None:
    if kind_of(url) == "postgresql":
        run_tool(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            f"--dbname={plain_url(url)}",
            str(file),
        )
        return
    target = Path(database_file(url))
    for old in (target, *write_ahead(target)):
        if old.exists():
            old.rename(beside(old))
    file.rename(target)


def write_ahead(target: Path) -> Iterator[Path]:
    for suffix in ("-wal", "-shm"):
        yield target.with_name(target.name + suffix)


def beside(path: Path) -> Path:
    """Return a free name beside `path` for what is replaced."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    return path.with_name(f"{path.name}.before-restore-{stamp}")


def run_tool(program: str, *words: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise BackupError(
            f"{program} is not installed; install PostgreSQL's client programs "
            "(Debian: postgresql-client)."
        )
    done = subprocess.run([found, *words], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise BackupError(f"{program} failed: {last}")


def kind_of(url: str) -> str:
    return sa.make_url(url).get_backend_name()


def database_file(url: str) -> str:
    return str(sa.make_url(url).database)


def digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
