"""Who may call a route: dependencies that hold the rule and tell it to OpenAPI. Deny by default.

Every route names one of `staff`, `staff_or_key`, `caller`, `oneself` or `public`; a test fails
without.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from inspect import signature
from typing import Annotated, Any

from fastapi import Depends, Request, params
from fastapi.routing import APIRoute

from shared.auth.authenticator import Authenticator
from shared.auth.principal import ROLES, Principal
from shared.headers import headers_of
from shared.problems import Forbidden

READING = frozenset({"GET", "HEAD", "OPTIONS"})


class RoleMissing(Forbidden):
    def __init__(self, roles: frozenset[str]) -> None:
        needed = ", ".join(role for role in ROLES if role in roles)
        super().__init__(
            zh=f"您的角色不能进行此操作；需要以下角色之一：{needed}。",
            en=f"Your roles do not allow this. It needs one of: {needed}.",
        )


class ScopeMissing(Forbidden):
    def __init__(self, scope: str | None) -> None:
        super().__init__(
            zh=f"此 API 密钥没有所需的权限范围 {scope}。"
            if scope
            else "此操作不接受 API 密钥，请使用员工的访问令牌。",
            en=f"This API key lacks the scope {scope}."
            if scope
            else "API keys are not accepted here; use the access token of a member of staff.",
        )


class FormTokenRefused(Forbidden):
    def __init__(self) -> None:
        super().__init__(zh="表单令牌不能用于此操作。", en="A form token cannot be used for this.")


@dataclass(frozen=True, eq=False)
class Requirement:
    """The rule of one route, and the dependency that holds callers to it.

    `roles` are those of which staff needs one; `scope` opens it to API keys; `forms` to form
    tokens. Whoever has only the role auditor reads and never writes, whatever `roles` say, unless
    the route is `about_oneself`.
    """

    roles: frozenset[str]
    scope: str | None = None
    forms: bool = False
    about_oneself: bool = False

    def roles_for(self, method: str) -> frozenset[str]:
        """Return the roles of which staff needs one to use `method`."""
        if method in READING or self.about_oneself:
            return self.roles
        return self.roles - {"auditor"}

    async def __call__(self, request: Request) -> Principal:
        """Return who asks. Raises Unauthorized, Forbidden and DatabaseUnavailable."""
        authenticator: Authenticator = request.app.state.authenticator
        given = headers_of(request.scope).get(b"authorization")
        authorization = None if given is None else given.decode("latin-1")
        principal = authenticator.recognize(authorization)
        if principal is None:
            principal = await authenticator.authenticate(authorization)
        request.scope["principal"] = principal
        self.admit(principal, request.method)
        return principal

    def admit(self, principal: Principal, method: str) -> None:
        """Raise Forbidden unless `principal` may use `method` here."""
        if principal.kind == "key":
            if self.scope is None or self.scope not in principal.scopes:
                raise ScopeMissing(self.scope)
        elif principal.kind == "form":
            if not self.forms:
                raise FormTokenRefused
        else:
            useful = self.roles_for(method)
            if useful.isdisjoint(principal.roles):
                raise RoleMissing(useful)


@dataclass(frozen=True, eq=False)
class Public:
    """The mark of a route that anyone may call: it checks nothing or its own token."""

    async def __call__(self) -> None:
        return None


def staff(*roles: str) -> Any:
    """Admit staff with one of `roles`, with any role when none is named.

    `principal: Annotated[Principal, staff("agent", "lead")]`.
    """
    return Depends(Requirement(named(roles)))


def staff_or_key(scope: str, *roles: str) -> Any:
    """Admit staff as `staff` does, and API keys that hold `scope`."""
    return Depends(Requirement(named(roles), scope))


def caller(scope: str, *roles: str) -> Any:
    """Admit staff as `staff` does, API keys that hold `scope`, and the service's form tokens."""
    return Depends(Requirement(named(roles), scope, forms=True))


def oneself() -> Any:
    """Admit any member of staff, an auditor's writes too: for what changes the caller alone."""
    return Depends(Requirement(frozenset(ROLES), about_oneself=True))


def public() -> Any:
    """Mark a route open to anyone: `dependencies=[public()]`."""
    return Depends(Public())


def named(roles: Sequence[str]) -> frozenset[str]:
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise ValueError(f"no such role: {', '.join(sorted(unknown))}")
    return frozenset(roles or ROLES)


Staff = Annotated[Principal, staff()]
"""Any member of staff."""


def rule_of(route: APIRoute) -> Requirement | Public | None:
    """Return the rule that `route` states; None when it states none, which no route may."""
    declared = getattr(route.endpoint, "access_rule", None)
    if isinstance(declared, Requirement):
        return declared
    asked = [one.dependency for one in route.dependencies]
    rules = [rule for one in (*asked, route.endpoint) if one for rule in rules_of(one)]
    stated = [rule for rule in rules if isinstance(rule, Requirement)]
    return next(iter(stated or rules), None)


def ask_first(route: APIRoute) -> None:
    """Let `route` hold callers to its rule before it looks at anything else they sent."""
    route.dependant.dependencies.sort(key=lambda one: not isinstance(one.call, Requirement))


@cache
def rules_of(asked: Callable[..., Any]) -> tuple[Requirement | Public, ...]:
    """Return the rules among what a function depends on, itself included, as its signature says."""
    if isinstance(asked, Requirement | Public):
        return (asked,)
    return tuple(rule for one in dependencies_of(asked) for rule in rules_of(one))


def dependencies_of(asked: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Yield what the parameters of a function depend on."""
    for parameter in signature(asked).parameters.values():
        marks = (*getattr(parameter.annotation, "__metadata__", ()), parameter.default)
        for mark in marks:
            if isinstance(mark, params.Depends) and mark.dependency is not None:
                yield mark.dependency
