"""Routes around surveys: how they are asked, what is left out of figures, and vendors."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Header, Path, Request, Response
from sqlalchemy.exc import IntegrityError

from services.followup.models import SurveyProvider, SurveySetting
from services.followup.operations import survey_callbacks, survey_settings
from services.followup.operations.survey_callbacks import ProviderDraft
from services.followup.operations.survey_settings import InForce
from services.followup.rules.surveys import Guard
from services.followup.rules.webhooks import Signed
from services.followup.web.desk import Desk, FollowupDesk
from services.followup.web.schemas_surveys import (
    CallbackReceipt,
    NewProvider,
    ProviderBody,
    ProviderView,
    SurveyGuardBody,
    SurveyGuardView,
    SurveySettingBody,
    SurveySettingView,
)
from shared.auth import Principal, public, staff
from shared.idempotency import IdempotencyKey, idempotent
from shared.paging import Cursor, Limit, Page, page_among
from shared.routes import Router

router = Router(prefix="/v1", tags=["surveys"])

Reader = Annotated[Principal, staff("manager", "admin", "auditor")]
Manager = Annotated[Principal, staff("manager", "admin")]
Admin = Annotated[Principal, staff("admin")]
SettingId = Annotated[UUID, Path(description="The setting's id.")]
ProviderId = Annotated[UUID, Path(description="The provider's id.")]
ProviderName = Annotated[str, Path(max_length=40)]
Sent = Annotated[str, Header(max_length=1000)]


@router.get("/survey-settings")
async def list_survey_settings(
    *, desk: Desk, _by: Reader, limit: Limit = 50, cursor: Cursor = None
) -> Page[SurveySettingView]:
    """List how each top topic is asked about, and each that has a setting of its own.

    The first, without a topic, is for all others.
    """
    return await desk.read(
        lambda session: page_among(
            survey_settings.in_force(session),
            limit,
            cursor,
            key=lambda one: one.topic or "",
            item=in_force_view,
        )
    )


@router.post("/survey-settings", status_code=201, response_model=SurveySettingView)
async def add_survey_setting(
    *,
    request: Request,
    desk: Desk,
    by: Manager,
    body: SurveySettingBody,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Say how a topic is asked about."""
    now = desk.clock.now()
    return await idempotent(
        request,
        idempotency_key,
        by,
        desk.database,
        lambda session: setting_view(
            survey_settings.add_setting(session, body.values(), by=by, now=now)
        ),
        now=now,
    )


@router.get("/survey-settings/{setting_id}")
async def read_survey_setting(
    *, desk: Desk, _by: Reader, setting_id: SettingId
) -> SurveySettingView:
    """Show how a topic is asked about."""
    return await desk.read(
        lambda session: setting_view(survey_settings.known_setting(session, str(setting_id)))
    )


@router.put("/survey-settings/{setting_id}")
async def change_survey_setting(
    *, desk: Desk, by: Manager, setting_id: SettingId, body: SurveySettingBody
) -> SurveySettingView:
    """Replace how a topic is asked about; surveys that are planned keep their time."""
    now = desk.clock.now()
    return await desk.database.write(
        lambda session: setting_view(
            survey_settings.change_setting(session, str(setting_id), body.values(), by=by, now=now)
        )
    )


@router.delete("/survey-settings/{setting_id}", status_code=204)
async def remove_survey_setting(*, desk: Desk, by: Manager, setting_id: SettingId) -> None:
    """Ask about a topic as about all others."""
    now = desk.clock.now()
    await desk.database.write(
        lambda session: survey_settings.remove_setting(session, str(setting_id), by=by, now=now)
    )


@router.get("/survey-guard")
async def read_survey_guard(*, desk: Desk, _by: Reader) -> SurveyGuardView:
    """Show what makes an answer one that no figure counts."""
    return guard_view(await desk.read(survey_settings.guard))


@router.put("/survey-guard")
async def change_survey_guard(*, desk: Desk, by: Manager, body: SurveyGuardBody) -> SurveyGuardView:
    """Say what makes an answer one that no figure counts; past answers stay as they are."""
    now = desk.clock.now()
    wanted = Guard(body.staff_networks, body.surveys_per_device, body.solicited_words)
    return guard_view(
        await desk.database.write(
            lambda session: survey_settings.set_guard(session, wanted, by=by, now=now)
        )
    )


@router.get("/survey-providers")
async def list_survey_providers(
    *, desk: Desk, _by: Reader, limit: Limit = 50, cursor: Cursor = None
) -> Page[ProviderView]:
    """List the vendors that may send answers; never their secrets."""
    rows = await desk.read(survey_callbacks.providers)
    return page_among(
        rows, limit, cursor, key=lambda row: row.id, item=partial(provider_view, desk)
    )


@router.post("/survey-providers", status_code=201, response_model=ProviderView)
async def add_survey_provider(
    *,
    request: Request,
    desk: Desk,
    by: Admin,
    body: NewProvider,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Let a vendor send answers, signed with the secret given here."""
    now = desk.clock.now()
    draft = ProviderDraft(body.name, body.secret, body.fields.model_dump(), body.active)
    return await idempotent(
        request,
        idempotency_key,
        by,
        desk.database,
        lambda session: provider_view(
            desk,
            survey_callbacks.put_provider(session, None, draft, desk.sealer, by=by, now=now),
        ),
        now=now,
    )


@router.get("/survey-providers/{provider_id}")
async def read_survey_provider(*, desk: Desk, _by: Reader, provider_id: ProviderId) -> ProviderView:
    """Show a vendor."""
    return await desk.read(
        lambda session: provider_view(
            desk, survey_callbacks.known_provider(session, str(provider_id))
        )
    )


@router.put("/survey-providers/{provider_id}")
async def change_survey_provider(
    *, desk: Desk, by: Admin, provider_id: ProviderId, body: ProviderBody
) -> ProviderView:
    """Replace a vendor; without a secret the one held stays."""
    now = desk.clock.now()
    draft = ProviderDraft(body.name, body.secret, body.fields.model_dump(), body.active)
    return await desk.database.write(
        lambda session: provider_view(
            desk,
            survey_callbacks.put_provider(
                session, str(provider_id), draft, desk.sealer, by=by, now=now
            ),
        )
    )


@router.delete("/survey-providers/{provider_id}", status_code=204)
async def remove_survey_provider(*, desk: Desk, by: Admin, provider_id: ProviderId) -> None:
    """Refuse what a vendor sends from now on."""
    now = desk.clock.now()
    await desk.database.write(
        lambda session: survey_callbacks.remove_provider(session, str(provider_id), by=by, now=now)
    )


@router.post("/surveys/callbacks/{provider}", dependencies=[public()])
async def take_survey_callback(
    *,
    request: Request,
    desk: Desk,
    provider: ProviderName,
    webhook_id: Sent = "",
    webhook_timestamp: Sent = "",
    webhook_signature: Sent = "",
) -> CallbackReceipt:
    """Take a vendor's signed answer (Standard Webhooks), JSON mapped as its provider says.

    A repetition changes nothing.
    """
    desk.viewing.use(request.client.host if request.client else "unknown")
    message = Signed(webhook_id, webhook_timestamp, webhook_signature, await request.body())
    now = desk.clock.now()

    async def take() -> bool:
        return await desk.database.write(
            lambda session: (
                survey_callbacks.take_callback(
                    session, provider, message, desk.sealer, now=now, policy=desk.policy
                )
                is not None
            )
        )

    try:
        is_new = await take()
    except IntegrityError:  # a twin came first; run again, it is known
        is_new = await take()
    return CallbackReceipt(status="taken" if is_new else "repeated")


def setting_view(row: SurveySetting) -> SurveySettingView:
    return in_force_view(survey_settings.in_force_for({row.topic: row}, row.topic))


def in_force_view(found: InForce) -> SurveySettingView:
    asking, row = found.asking, found.row
    return SurveySettingView(
        id=row.id if row else None,
        topic=found.topic,
        origin=found.origin,
        delay_hours=asking.delay_hours,
        from_time=f"{asking.from_time:%H:%M}",
        until_time=f"{asking.until_time:%H:%M}",
        reminder_hours=asking.reminder_hours,
        ask_nps=asking.ask_nps,
        reasons=row.reasons if row else [],
        offered=[dict(one) for one in asking.reasons],
        shipped=[dict(one) for one in found.shipped],
        updated_at=row.updated_at if row else None,
    )


def guard_view(guard: Guard) -> SurveyGuardView:
    return SurveyGuardView(
        staff_networks=list(guard.staff_networks),
        surveys_per_device=guard.surveys_per_device,
        solicited_words=list(guard.solicited_words),
    )


def provider_view(desk: FollowupDesk, row: SurveyProvider) -> ProviderView:
    address = f"{desk.policy.public_url}/followup/v1/surveys/callbacks/{row.name}"
    return ProviderView(**row.model_dump(exclude={"sealed_secret"}), callback_url=address)
