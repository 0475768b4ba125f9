"""Intake in one process on SQLite: forms sent one after another, and a large sheet imported."""

import asyncio
import io
import json
import re
import secrets
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from services.intake.app import build
from services.intake.loops.imports import Importer
from services.intake.models import ImportJob
from services.intake.operations.imports import (
    CHUNK,
    Upload,
    begin_import,
    finish_upload,
    keep_chunk,
)
from services.intake.operations.sheet_reading import first_sight
from services.intake.sample import load_sample
from services.intake.settings import IntakeSettings
from services.intake.web.desk import Desk
from shared import migrations
from shared.auth import LocalKeys
from shared.auth.principal import Principal
from shared.clock import SystemClock

TOKEN = re.compile(r"hf_[A-Za-z0-9_-]+")
HTML = {"Accept": "text/html"}
BY = Principal(kind="staff", id="bench", name="bench", roles=frozenset({"manager"}))


async def main(folder: Path, sheet: Path, seconds: float) -> dict[str, Any]:
    """Return the figures of both."""
    url = f"sqlite:///{folder}/intake.sqlite3"
    await migrations.upgrade(url, "intake")
    settings = IntakeSettings(
        database_url=url,
        data_dir=folder,
        secret_key=SecretStr(secrets.token_hex(32)),
        form_burst=100_000,
        page_burst=100_000,
    )
    service = await build(settings, keys=LocalKeys(list))
    now = SystemClock().now()
    await service.database.write(lambda session: load_sample(session, now=now))
    await service.start()
    sent = await forms(service.app, seconds)
    taken = await imported(service.app.state.desk, sheet)
    await service.stop()
    return {**sent, **taken}


async def forms(app: Any, seconds: float) -> dict[str, float]:
    """Open a form, send it, read its progress page; again and again."""
    took: list[float] = []
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bench") as http:
        end = time.perf_counter() + seconds
        while (began := time.perf_counter()) < end:
            page = await http.get("/f/welcome", params={"store": "S001"}, headers=HTML)
            found = TOKEN.search(page.text)
            data = {
                "token": found.group() if found else "",
                "text": f"奶茶太甜了 {len(took)}",
                "rating": "2",
                "phone": f"139{len(took):08}",
                "store_code": "S001",
            }
            files = [("pictures", ("", b"", "application/octet-stream"))]
            answer = await http.post("/f/welcome", data=data, files=files, headers=HTML)
            path = answer.headers["location"].removeprefix("..")
            await http.get(path, headers=HTML)
            took.append(time.perf_counter() - began)
    took.sort()
    return {"forms": len(took) / seconds, "p99": took[int(len(took) * 0.99)] * 1000}


async def imported(desk: Desk, sheet: Path) -> dict[str, float]:
    """Import the sheet; return rows a second and by how much memory grew at most, in MB."""
    before = memory("VmRSS")
    forget_peak()
    began = time.perf_counter()
    import_id = await uploaded(desk, sheet)
    importer = Importer(desk.database, desk.preparer, desk.links, desk.clock, lambda: False)
    while await importer.work("bench"):
        pass
    seconds = time.perf_counter() - began
    job = await desk.database.read(lambda session: session.get_one(ImportJob, import_id))
    if job.status != "done" or job.rejected:
        raise RuntimeError(f"the import ended {job.status} with {job.rejected} rows rejected")
    return {"rows": job.accepted / seconds, "memory": memory("VmHWM") - before}


async def uploaded(desk: Desk, sheet: Path) -> str:
    content = io.BytesIO(await asyncio.to_thread(sheet.read_bytes))
    seen = await asyncio.to_thread(first_sight, content)
    size = len(content.getvalue())
    upload = Upload(sheet.name, "import", seen.shape, size, seen.headings, seen.mapping, seen.total)
    now = desk.clock.now()
    job = await desk.database.write(lambda session: begin_import(session, upload, by=BY, now=now))
    content.seek(0)
    for seq, part in enumerate(iter(lambda: content.read(CHUNK), b"")):
        await desk.database.write(
            lambda session, seq=seq, part=part: keep_chunk(  # type: ignore[misc]
                session, job.id, seq, part, desk.sealer
            )
        )
    await desk.database.write(
        lambda session: finish_upload(
            session, job.id, starts=True, by=BY, now=now, shown=lambda job: job.id
        )
    )
    return job.id


def forget_peak() -> None:
    """Let the peak of this process's memory begin now (proc(5), clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5")


def memory(name: str) -> float:
    """Return a figure of this process's memory in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{name}:")[2].split()[0]) / 1024


if __name__ == "__main__":
    found = asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])))
    sys.stdout.write(json.dumps(found) + "\n")
