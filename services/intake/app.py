"""Puts intake together: the web application, its consumers and its timers."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path

from services.intake import timers
from services.intake.channels import CHANNELS, KINDS, Ladder, inbound_kinds
from services.intake.channels.account_sender import AccountSender
from services.intake.channels.aliyun_sms import AliyunSmsSender
from services.intake.channels.http import vendor_client
from services.intake.channels.mailbox import ImapMailboxes
from services.intake.channels.sending import Sender
from services.intake.channels.smtp import SmtpSender
from services.intake.channels.wechat.clouds import OFFICIAL, WECOM, Clouds, Roots
from services.intake.channels.wechat.family import wechat_kinds, wechat_senders
from services.intake.channels.wechat.sending import MessageSender, WeComSender
from services.intake.channels.wechat.staff_app import StaffAppSender
from services.intake.consumers import handlers
from services.intake.loops.erasures import ErasureJournal
from services.intake.loops.imports import Importer
from services.intake.loops.notices import NoticeLoop
from services.intake.loops.replies import ReplyLoop
from services.intake.loops.webhooks import WebhookLoop
from services.intake.loops.wechat_receipts import ReceiptLoop
from services.intake.loops.wechat_unionids import UnionidLoop
from services.intake.loops.wecom import WeComPuller
from services.intake.operations.account_book import AccountBook
from services.intake.operations.inbound import HandIn, hand_in
from services.intake.operations.inbound_loop import InboundLoop
from services.intake.operations.letters import Writer
from services.intake.operations.mail_polling import MailPoller
from services.intake.operations.notices import Reach
from services.intake.operations.numbering import TicketStock
from services.intake.operations.previewing import Previewer
from services.intake.operations.receiving import receive_feedback
from services.intake.operations.submissions import Preparer, TrackLinks
from services.intake.operations.tidying import Ages
from services.intake.operations.wechat_arrivals import Arrived, Kept, keep_arrivals
from services.intake.rules.tokens import FORM_PREFIX
from services.intake.settings import IntakeSettings
from services.intake.web import (
    administration,
    api,
    channels_api,
    customers_api,
    evidence_api,
    forms_api,
    hooks,
    imports_api,
    inspections_api,
    mini_api,
    mini_phones_api,
    notices_api,
    pages,
    previews_api,
    replies,
    scenes_api,
    signs_api,
    stream,
    templates_api,
    webhooks_api,
    wechat_api,
    wecom_api,
)
from services.intake.web.desk import Desk
from services.intake.web.passes import form_scheme
from services.intake.web.wechat_desk import WeChatDesk
from services.intake.web.wechat_telling import Teller
from shared.auth import Authenticator, HttpKeys, KeySource
from shared.clock import Clock, SystemClock
from shared.composition import Loop, Service, supervised
from shared.database import Database
from shared.group_commit import GroupCommit
from shared.guarded_http import GuardedHttp
from shared.lane_commit import grouped
from shared.lanes import Lanes, lanes_for
from shared.limits import Limiter
from shared.pages import Pages
from shared.sealing import Sealer
from shared.service import create_app
from shared.telemetry import Metrics

TEMPLATES = Path(__file__).parent / "web" / "templates"


async def build(
    settings: IntakeSettings,
    *,
    clock: Clock | None = None,
    bus_ready: Callable[[], Awaitable[None]] | None = None,
    keys: KeySource | None = None,
) -> Service:
    """Return intake, composed; `keys` are triage's public keys, polled from it by default."""
    clock = clock or SystemClock()
    metrics = Metrics("intake")
    database = await Database.connect(
        settings.database_url,
        name="intake",
        pool_size=settings.database_pool,
        info={"audit_key": settings.audit_key()},
    )
    polled = HttpKeys(settings.keys_url, database, clock=clock)
    polling = Background("intake.keys", polled.run)
    lanes = lanes_for(database, settings.database_url)
    desk = desk_for(settings, database, lanes, clock, metrics)
    wechat = wechat_desk_for(settings, desk, metrics)
    kinds = {**KINDS, **wechat_kinds(wechat.clouds, clock)}
    desk = replace(desk, kinds=kinds)
    inbound = InboundLoop(
        database, inbound_kinds(kinds), desk.preparer, desk.links, desk.http, clock=clock
    )
    ladder = Ladder(
        [
            *wechat_senders(wechat.clouds, desk.sealer, clock),
            AliyunSmsSender(database, desk.sealer, desk.http, clock),
            SmtpSender(database, desk.sealer),
        ]
    )
    writer = Writer(desk.sealer, desk.links, settings.brand)
    mail = MailPoller(database, ImapMailboxes(), desk.sealer, clock=clock)
    app = create_app(
        "intake",
        version=version("huiyin"),
        database=database,
        authenticator=Authenticator(
            database,
            keys or polled,
            clock,
            extra_schemes={FORM_PREFIX: form_scheme(desk.links.keys, clock)},
        ),
        clock=clock,
        routers=(
            api.lean_router,
            api.router,
            administration.router,
            channels_api.router,
            hooks.router,
            inspections_api.router,
            replies.router,
            previews_api.router,
            templates_api.router,
            webhooks_api.router,
            customers_api.router,
            evidence_api.router,
            notices_api.router,
            forms_api.router,
            imports_api.router,
            signs_api.router,
            scenes_api.router,
            wechat_api.router,
            mini_api.router,
            mini_phones_api.router,
            wecom_api.router,
            wecom_api.overseeing,
            *pages.routers,
        ),
        metrics=metrics,
        settings=settings,
        ready={"bus": bus_ready} if bus_ready else {},
        pages=Pages([TEMPLATES]),
        description="Who said what, and how we reach them.",
        state={
            "desk": desk,
            "inbound": inbound,
            "mail": mail,
            "previewer": Previewer(ladder, writer),
            "wechat": wechat,
        },
        teller=stream.tell,
    )
    return Service(
        name="intake",
        database=database,
        app=app,
        clock=clock,
        metrics=metrics,
        handlers=handlers(desk.preparer, desk.links, ladder),
        timer_handlers=timers.timer_handlers(
            settings.retention_months,
            Ages(settings.inbound_days, settings.thread_days, settings.inbound_mark_days),
        ),
        loops=[
            inbound.run,
            mail.run,
            ReplyLoop(database, ladder, writer, clock).run,
            notice_loop(settings, desk, wechat).run,
            WebhookLoop(database, desk.sealer, desk.outgoing, clock).run,
            ErasureJournal(database, settings.data_dir / "intake-erasures.jsonl", clock).run,
            Importer(database, desk.preparer, desk.links, clock, lambda: desk.accepting.busy).run,
            *wechat_loops(wechat),
        ],
        is_busy=lambda: desk.accepting.busy,
        on_work=partial(timers.begin, settings.retention_months),
        on_start=[] if keys else [polling.start],
        on_stop=[
            *([] if keys else [polling.stop]),
            lanes.close,
            wechat.teller.close,
            desk.http.aclose,
        ],
    )


def wechat_desk_for(settings: IntakeSettings, desk: Desk, metrics: Metrics) -> WeChatDesk:
    """Return what the routes and loops of the WeChat family work with."""
    database, sealer = desk.database, desk.sealer
    roots = Roots(settings.wechat_api_url, settings.wecom_api_url)
    return WeChatDesk(
        database=database,
        clock=desk.clock,
        sealer=sealer,
        links=desk.links,
        clouds=Clouds(database, sealer, desk.clock, desk.http, roots),
        keeping=GroupCommit[Arrived, Kept](
            database, partial(keep_arrivals, sealer=sealer), name="wechat", metrics=metrics
        ),
        teller=Teller(database, desk.clock, metrics),
        accounts=desk.accounts,
    )


def wechat_loops(desk: WeChatDesk) -> Sequence[Loop]:
    """Return what the worker runs for the WeChat family."""
    senders: dict[str, Sender] = {
        OFFICIAL: MessageSender(desk.clouds, desk.sealer),
        WECOM: WeComSender(desk.clouds, desk.sealer),
    }
    receipts = ReceiptLoop(desk.database, desk.sealer, desk.links, senders, desk.clock)
    puller = WeComPuller(desk.database, desk.sealer, desk.clouds, desk.clock)
    unionids = UnionidLoop(desk.database, desk.sealer, desk.clouds, desk.clock)
    return (receipts.run, puller.run, unionids.run)


def notice_loop(settings: IntakeSettings, desk: Desk, wechat: WeChatDesk) -> NoticeLoop:
    """Return what tells staff by mail and by an application of WeCom."""
    database, sealer, clock = desk.database, desk.sealer, desk.clock
    senders: dict[str, AccountSender] = {
        "email": SmtpSender(database, sealer),
        "wecom": StaffAppSender(database, sealer, wechat.clouds, clock),
    }
    reach = Reach(sealer, f"{settings.public_url}/console", senders)
    return NoticeLoop(database, senders, reach, clock)


class Background:
    """A loop that the web process runs as well, whatever happens to it."""

    def __init__(self, name: str, loop: Loop) -> None:
        self._name = name
        self._loop = loop
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(supervised(self._name, self._loop), name=self._name)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


def desk_for(
    settings: IntakeSettings,
    database: Database,
    lanes: Lanes,
    clock: Clock,
    metrics: Metrics,
) -> Desk:
    """Return what the routes work with, made of the settings."""
    secret, previous = settings.secret(), settings.previous_secrets()
    sealer = Sealer(secret, previous)
    links = TrackLinks([secret, *previous], public_url=settings.public_url)
    stock = TicketStock(database) if database.sqlite else None
    receive = partial(receive_feedback, links=links, stock=stock)
    return Desk(
        database=database,
        clock=clock,
        sealer=sealer,
        links=links,
        preparer=Preparer(sealer, frozenset(CHANNELS)),
        accepting=grouped(database, lanes, receive, name="feedback", metrics=metrics),
        handing_in=GroupCommit[HandIn, None](database, hand_in, name="inbound", metrics=metrics),
        accounts=AccountBook(database),
        kinds=KINDS,
        http=vendor_client(),
        outgoing=GuardedHttp(settings.webhook_networks()),
        public_url=settings.public_url,
        submitting=Limiter.of(settings.form_burst, per_minute=settings.form_per_minute),
        writing=Limiter.of(settings.message_burst, per_minute=settings.message_per_minute),
        viewing=Limiter.of(settings.page_burst, per_minute=settings.page_per_minute),
    )
