"""Late routes: known by path at once, worked out when asked, held to their rule before."""

from typing import Annotated

import pytest
from fastapi import Depends
from pydantic import BaseModel

from shared.auth import Principal, Requirement, caller, public, rule_of, staff
from shared.routes import LateRoute, Router


class Answer(BaseModel):
    number: int


def someone(principal: Annotated[Principal, staff("lead")]) -> Principal:
    return principal


def looked(number: int = 1) -> int:
    return number


router = Router(prefix="/v1")
WRITER = caller("feedback:write", "agent")


@router.get("/plain", dependencies=[public()])
async def plain() -> Answer:
    return Answer(number=1)


@router.post("/held", status_code=201)
async def held(_who: Annotated[Principal, Depends(someone)]) -> Answer:
    return Answer(number=2)


@router.put("/given")
async def given(_number: Annotated[int, Depends(looked)], _who: Principal = WRITER) -> None:
    """Take nothing."""


@router.delete("/bare")
async def bare() -> None:
    """State no rule."""


def route(name: str) -> LateRoute:
    return next(one for one in router.routes if isinstance(one, LateRoute) and one.name == name)


def is_late(one: LateRoute) -> bool:
    return "dependant" not in vars(one)


def test_a_route_matches_before_it_is_worked_out() -> None:
    one = route("plain")

    match, scope = one.matches({"type": "http", "path": "/v1/plain", "method": "GET"})

    assert match.name == "FULL"
    assert scope["route"] is one
    assert is_late(one)


def test_its_rule_is_known_before_it_is_worked_out() -> None:
    rule = rule_of(route("held"))

    assert isinstance(rule, Requirement)
    assert rule.roles == {"lead"}
    assert is_late(route("held"))


@pytest.mark.parametrize(("name", "scope"), [("given", "feedback:write"), ("held", None)])
def test_a_rule_is_found_as_default_and_below_another_dependency(
    name: str, scope: str | None
) -> None:
    rule = rule_of(route(name))

    assert isinstance(rule, Requirement)
    assert rule.scope == scope


def test_a_route_without_a_rule_has_none() -> None:
    assert rule_of(route("bare")) is None


def test_who_asks_for_more_has_it_worked_out_with_its_options() -> None:
    one = LateRoute("/v1/held", held, status_code=201)
    one.operation_id = "held"

    assert one.status_code == 201
    assert one.operation_id == "held"
    assert one.response_model is Answer
    assert not is_late(one)


def test_a_route_that_is_worked_out_asks_first_who_calls() -> None:
    called = [one.call for one in route("given").dependant.dependencies]

    assert isinstance(called[0], Requirement)
    assert called[1] is looked


def test_what_no_route_has_is_no_attribute() -> None:
    one = LateRoute("/v1/plain", plain)

    assert not hasattr(one, "no_such_thing")
    assert not hasattr(one, "no_such_thing")
