"""Staff and API key routes: admins write, managers and auditors read."""

from typing import Annotated, cast

from fastapi import Query, Request, Response

from services.triage.models import IssuedKey, Staff
from services.triage.operations import api_keys, staff
from services.triage.operations.staff import StaffChanges
from services.triage.queries import directory
from services.triage.web.cursors import after_id, after_text
from services.triage.web.identity import Here, api_key_text, one_time_password, revealed
from services.triage.web.schemas_organisation import Uuid
from services.triage.web.schemas_staff import (
    ApiKeyAdded,
    ApiKeyBody,
    ApiKeyView,
    AwayBody,
    PasswordReset,
    Role,
    StaffAdded,
    StaffBody,
    StaffPatch,
    StaffView,
)
from shared import auth
from shared.auth import Principal
from shared.database import Session
from shared.idempotency import IdempotencyKey, idempotent
from shared.ids import new_id
from shared.paging import Cursor, Limit, Page, page_of
from shared.routes import Router

router = Router(prefix="/v1", tags=["organisation"])

Admin = Annotated[Principal, auth.staff("admin")]
Keeper = Annotated[Principal, auth.staff("manager", "admin")]
"""Who keeps the staff; nobody gives or takes a role above their own."""
Reader = Annotated[Principal, auth.staff("manager", "admin", "auditor")]
KeyReader = Annotated[Principal, auth.staff("admin", "auditor")]


@router.get("/staff")
async def list_staff(
    _principal: Reader,
    here: Here,
    *,
    role: Annotated[Role | None, Query()] = None,
    team_id: Annotated[Uuid | None, Query()] = None,
    active: Annotated[bool | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[StaffView]:
    """Return staff, ordered by username."""
    after = after_text(cursor)

    def unit(session: Session) -> Page[StaffView]:
        people = directory.staff_page(
            session, after=after, limit=limit, role=role, team_id=team_id, active=active
        )
        places = directory.places_of_people(session, [one.id for one in people])
        return page_of(
            people,
            limit,
            key=lambda one: (one.username,),
            item=lambda one: StaffView.of(one, places[one.id]),
        )

    return await here.database.read(unit)


@router.get("/staff/{staff_id}")
async def show_staff(staff_id: Uuid, _principal: Reader, here: Here) -> StaffView:
    """Return one person."""
    return await here.database.read(
        lambda session: view(session, directory.person(session, staff_id))
    )


@router.post("/staff", status_code=201, response_model=StaffAdded)
async def add_staff(
    body: StaffBody,
    principal: Keeper,
    request: Request,
    here: Here,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Add a person; without a password the answer shows a one-time password, once."""
    now, staff_id = here.now(), new_id()
    secret = here.once_secret(principal, idempotency_key)
    if body.password is None:
        password = one_time_password(secret(staff_id))
    else:
        password = body.password.get_secret_value()
        here.desk.check_new(password, None, body.username, "/password")
    password_hash = await here.passwords.hash(password)

    def unit(session: Session) -> StaffView:
        person = staff.add_staff(
            session,
            staff_id=staff_id,
            username=body.username,
            name=body.name,
            roles=body.roles,
            teams=body.teams,
            stores=body.stores,
            skills=body.skills,
            capacity=body.capacity,
            password_hash=password_hash,
            must_change_password=body.password is None or body.must_change_password,
            by=principal,
            now=now,
        )
        return view(session, person)

    answer = await idempotent(request, idempotency_key, principal, here.database, unit, now=now)
    here.authenticator.forget_directory()
    if body.password is not None:
        return answer
    return revealed(answer, "one_time_password", lambda one: one_time_password(secret(one)))


@router.patch("/staff/{staff_id}")
async def change_staff(
    staff_id: Uuid, body: StaffPatch, principal: Keeper, here: Here
) -> StaffView:
    """Change a person; new roles, teams or stores end the access tokens they have."""
    now = here.now()
    changes = cast("StaffChanges", body.model_dump(exclude_unset=True))
    changed = await here.database.write(
        lambda session: view(
            session, staff.change_staff(session, staff_id, changes, by=principal, now=now)
        )
    )
    here.authenticator.forget_directory()
    return changed


@router.post("/staff/{staff_id}/reset-password")
async def reset_password(
    staff_id: Uuid, principal: Admin, response: Response, here: Here
) -> PasswordReset:
    """Give a person a one-time password; their sessions and tokens end at once."""
    now = here.now()
    password = one_time_password(here.once_secret(principal, None)(staff_id))
    password_hash = await here.passwords.hash(password)
    username = await here.database.write(
        lambda session: (
            staff.reset_password(session, staff_id, password_hash, by=principal, now=now).username
        )
    )
    here.authenticator.forget_directory()
    response.headers["cache-control"] = "no-store"
    return PasswordReset(username=username, one_time_password=password)


@router.post("/staff/me/away")
async def set_away(body: AwayBody, principal: auth.Staff, here: Here) -> StaffView:
    """Say that one is not to be given work just now, or is again."""
    now = here.now()
    return await here.database.write(
        lambda session: view(
            session, staff.set_away(session, principal.id, away=body.away, now=now)
        )
    )


@router.get("/api-keys")
async def list_api_keys(
    _principal: KeyReader, here: Here, limit: Limit = 50, cursor: Cursor = None
) -> Page[ApiKeyView]:
    """Return the API keys, revoked ones too, oldest first."""
    after = after_id(cursor)
    return await here.database.read(
        lambda session: page_of(
            directory.key_page(session, after=after, limit=limit),
            limit,
            key=lambda key: (key.id,),
            item=ApiKeyView.of,
        )
    )


@router.get("/api-keys/{key_id}")
async def show_api_key(key_id: Uuid, _principal: KeyReader, here: Here) -> ApiKeyView:
    """Return what is known of a key: never the key itself."""
    return await here.database.read(lambda session: ApiKeyView.of(directory.key(session, key_id)))


@router.post("/api-keys", status_code=201, response_model=ApiKeyAdded)
async def add_api_key(
    body: ApiKeyBody,
    principal: Admin,
    request: Request,
    here: Here,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Make a key for a machine; the answer shows it, once."""
    now, key_id = here.now(), new_id()
    secret = here.once_secret(principal, idempotency_key)

    def unit(session: Session) -> ApiKeyView:
        key: IssuedKey = api_keys.add_api_key(
            session,
            key_id=key_id,
            text=api_key_text(secret(key_id)),
            name=body.name,
            scopes=body.scopes,
            channel=body.channel,
            stores=body.stores,
            by=principal,
            now=now,
        )
        return ApiKeyView.of(key)

    answer = await idempotent(request, idempotency_key, principal, here.database, unit, now=now)
    here.authenticator.forget_directory()
    return revealed(answer, "key", lambda one: api_key_text(secret(one)))


@router.delete("/api-keys/{key_id}", status_code=204)
async def revoke_api_key(key_id: Uuid, principal: Admin, here: Here) -> None:
    """Revoke a key for good; it stays in the list."""
    now = here.now()
    await here.database.write(
        lambda session: api_keys.revoke_api_key(session, key_id, by=principal, now=now)
    )
    here.authenticator.forget_directory()


def view(session: Session, person: Staff) -> StaffView:
    places = directory.places_of_people(session, [person.id])
    return StaffView.of(person, places[person.id])
