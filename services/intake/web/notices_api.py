"""Where staff are reached by mail and WeCom: one's own addresses, and for admins everybody's."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request
from pydantic import BaseModel, ConfigDict, StringConstraints

from services.intake.channels.smtp import MailAddress
from services.intake.operations.staff_addresses import addresses_of, set_addresses
from services.intake.web.desk import desk_of
from shared.auth import Principal, Staff, staff
from shared.routes import Router
from shared.validation import pattern

router = Router(prefix="/v1", tags=["staff"])

Admin = Annotated[Principal, staff("admin")]
StaffId = Annotated[UUID, Path(description="The id of the member of staff.")]
WeComUser = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        pattern=pattern(
            r"^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$",
            zh="{field} 是企业微信通讯录里的账号（UserID），由字母、数字和 _ - @ . 组成。",
            en="{field} is the account (UserID) in WeCom's directory: letters, digits, _ - @ and .",
        ),
    ),
]


class AddressesIn(BaseModel):
    """Where a person is reached; null removes an address."""

    model_config = ConfigDict(extra="forbid")

    email: MailAddress | None
    wecom: WeComUser | None


class AddressesOut(BaseModel):
    email: str | None
    wecom: str | None


@router.get("/me/addresses")
async def show_own_addresses(request: Request, principal: Staff) -> AddressesOut:
    """Return where one is reached oneself."""
    return await shown(request, principal.id)


@router.put("/me/addresses")
async def set_own_addresses(request: Request, body: AddressesIn, principal: Staff) -> AddressesOut:
    """Say where one is reached oneself."""
    return await changed(request, principal.id, body, principal)


@router.get("/staff/{staff_id}/addresses")
async def show_addresses(request: Request, staff_id: StaffId, _admin: Admin) -> AddressesOut:
    """Return where a member of staff is reached."""
    return await shown(request, str(staff_id))


@router.put("/staff/{staff_id}/addresses")
async def put_addresses(
    request: Request, staff_id: StaffId, body: AddressesIn, admin: Admin
) -> AddressesOut:
    """Say where a member of staff is reached."""
    return await changed(request, str(staff_id), body, admin)


async def shown(request: Request, staff_id: str) -> AddressesOut:
    desk = desk_of(request)
    found = await desk.database.read(lambda session: addresses_of(session, staff_id, desk.sealer))
    return AddressesOut(email=found["email"], wecom=found["wecom"])


async def changed(
    request: Request, staff_id: str, body: AddressesIn, by: Principal
) -> AddressesOut:
    desk, wanted = desk_of(request), body.model_dump()
    now = desk.clock.now()
    found = await desk.database.write(
        lambda session: set_addresses(session, staff_id, wanted, desk.sealer, by=by, now=now)
    )
    return AddressesOut(email=found["email"], wecom=found["wecom"])
