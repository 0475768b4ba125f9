"""Intake in one process on SQLite, called by WeChat: on a quick database, then on a slow one."""

import asyncio
import itertools
import json
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx
from pydantic import SecretStr

from services.intake.app import build
from services.intake.channels.wechat.ciphering import encrypted, message_key, signature
from services.intake.channels.wechat.documents import document
from services.intake.operations.accounts import AccountFacts, add_account
from services.intake.sample import load_sample
from services.intake.settings import IntakeSettings
from shared import migrations
from shared.auth import LocalKeys
from shared.auth.principal import Principal
from shared.clock import SystemClock
from shared.composition import Service
from shared.database import Backend, Session

T = TypeVar("T")

APP_ID, TOKEN = "wx49f0ab532d5d035a", "a-token-of-the-bench"
AES_KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
AT_ONCE = 16
SLOW_SECONDS = 0.1
BY = Principal(kind="staff", id="bench", name="bench", roles=frozenset({"manager"}))


class SlowBackend:
    """A database each of whose transactions begins late."""

    def __init__(self, inner: Backend) -> None:
        self._inner = inner
        self.dialect = inner.dialect

    async def run(self, unit: Callable[[Session], T], *, info: dict[str, Any], writing: bool) -> T:
        await asyncio.sleep(SLOW_SECONDS)
        return await self._inner.run(unit, info=info, writing=writing)

    async def close(self) -> None:
        await self._inner.close()


async def main(folder: Path, seconds: float) -> dict[str, float]:
    """Return callbacks a second, and the p99 in ms on the slow database."""
    url = f"sqlite:///{folder}/intake.sqlite3"
    await migrations.upgrade(url, "intake")
    settings = IntakeSettings(
        database_url=url, data_dir=folder, secret_key=SecretStr(secrets.token_hex(32))
    )
    service = await build(settings, keys=LocalKeys(list))
    await service.database.write(lambda session: prepare(session, service))
    await service.start()
    worker = asyncio.create_task(service.app.state.inbound.run())
    numbers = itertools.count(1)
    await burst(service.app, numbers, seconds / 4)
    quick = await burst(service.app, numbers, seconds)
    database: Any = service.database
    database._backend = SlowBackend(database._backend)  # noqa: SLF001 - what is measured
    slow = sorted(await burst(service.app, numbers, seconds))
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)
    await service.stop()
    return {
        "rate": len(quick) / seconds,
        "p99": slow[int(len(slow) * 0.99)] * 1000,
        "slow": len(slow),
    }


def prepare(session: Session, service: Service) -> None:
    """Open the sample's stores and set up the account."""
    now = SystemClock().now()
    load_sample(session, now=now)
    desk = service.app.state.desk
    credentials: dict[str, str | None] = {
        "app_secret": "none",
        "token": TOKEN,
        "encoding_aes_key": AES_KEY,
    }
    facts = AccountFacts("公众号", {"app_id": APP_ID}, credentials)
    add_account(
        session,
        "wechat_official",
        "main",
        facts,
        kinds=desk.kinds,
        sealer=desk.sealer,
        by=BY,
        now=now,
    )


async def burst(app: Any, numbers: Iterator[int], seconds: float) -> list[float]:
    """Send messages for a while, several at a time; return how long each answer took."""
    took: list[float] = []
    end = time.perf_counter() + seconds
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bench") as http:

        async def send() -> None:
            while (began := time.perf_counter()) < end:
                query, body = callback(next(numbers))
                answer = await http.post("/v1/wechat/official/main", params=query, content=body)
                if answer.status_code != httpx.codes.OK:
                    raise RuntimeError(f"a callback was answered {answer.status_code}")
                took.append(time.perf_counter() - began)

        await asyncio.gather(*(send() for _ in range(AT_ONCE)))
    return took


def callback(number: int) -> tuple[dict[str, str], str]:
    """Return the query and body of a message as WeChat sends it in safe mode."""
    now = int(time.time())
    fields = {
        "ToUserName": "gh_bench",
        "FromUserName": f"oBench-{number:021}",
        "CreateTime": now,
        "MsgType": "text",
        "Content": f"等了很久，奶茶太甜了 {number}",
        "MsgId": 24_000_000_000_000_000 + number,
    }
    cipher = encrypted(document(fields).encode(), APP_ID, message_key(AES_KEY))
    stamp = str(now)
    query = {
        "timestamp": stamp,
        "nonce": "n",
        "signature": signature(TOKEN, stamp, "n"),
        "encrypt_type": "aes",
        "msg_signature": signature(TOKEN, stamp, "n", cipher),
    }
    return query, document({"ToUserName": "gh_bench", "Encrypt": cipher})


if __name__ == "__main__":
    found = asyncio.run(main(Path(sys.argv[1]), float(sys.argv[2])))
    sys.stdout.write(json.dumps(found) + "\n")
