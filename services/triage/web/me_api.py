"""A person's own desk: who they are, whether they take work, the views they saved."""

from fastapi import Request, Response

from services.triage.operations import desk, staff
from services.triage.queries import directory
from services.triage.queries.desk import filters_of
from services.triage.web.identity import Here
from services.triage.web.schemas_desk import (
    FilterBody,
    FiltersView,
    FilterView,
    MeView,
    PresenceBody,
)
from services.triage.web.schemas_organisation import Uuid
from shared.auth import Staff
from shared.database import Session
from shared.idempotency import IdempotencyKey, idempotent
from shared.routes import Router

router = Router(prefix="/v1/me", tags=["desk"])


@router.get("")
async def show_me(principal: Staff, here: Here) -> MeView:
    """Return who is signed in and what they may do."""
    return await here.database.read(lambda session: me_view(session, principal.id))


@router.put("/presence")
async def set_presence(body: PresenceBody, principal: Staff, here: Here) -> MeView:
    """Say whether one is to be given work just now."""
    now = here.now()

    def unit(session: Session) -> MeView:
        staff.set_away(session, principal.id, away=body.presence == "away", now=now)
        return me_view(session, principal.id)

    return await here.database.write(unit)


@router.get("/filters")
async def list_filters(principal: Staff, here: Here) -> FiltersView:
    """Return the views one saved, by name."""
    return await here.database.read(
        lambda session: FiltersView(
            items=[FilterView.of(one) for one in filters_of(session, principal.id)]
        )
    )


@router.post("/filters", status_code=201, response_model=FilterView)
async def save_filter(
    body: FilterBody,
    principal: Staff,
    request: Request,
    here: Here,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Save a view of the queues under a name."""
    now = here.now()

    def unit(session: Session) -> FilterView:
        return FilterView.of(
            desk.save_filter(session, principal.id, name=body.name, query=body.query, now=now)
        )

    return await idempotent(request, idempotency_key, principal, here.database, unit, now=now)


@router.get("/filters/{filter_id}")
async def show_filter(filter_id: Uuid, principal: Staff, here: Here) -> FilterView:
    """Return one view one saved."""
    return await here.database.read(
        lambda session: FilterView.of(desk.own_filter(session, principal.id, filter_id))
    )


@router.put("/filters/{filter_id}")
async def change_filter(
    filter_id: Uuid, body: FilterBody, principal: Staff, here: Here
) -> FilterView:
    """Replace a view one saved."""
    return await here.database.write(
        lambda session: FilterView.of(
            desk.change_filter(session, principal.id, filter_id, name=body.name, query=body.query)
        )
    )


@router.delete("/filters/{filter_id}", status_code=204)
async def forget_filter(filter_id: Uuid, principal: Staff, here: Here) -> None:
    """Delete a view one saved."""
    await here.database.write(lambda session: desk.forget_filter(session, principal.id, filter_id))


def me_view(session: Session, staff_id: str) -> MeView:
    person = directory.person(session, staff_id)
    return MeView.of(person, directory.places_of_people(session, [staff_id])[staff_id])
