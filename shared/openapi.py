"""The OpenAPI document: who may call what, how refusals look, names that stay."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from shared.auth import Public, Requirement, rule_of
from shared.problems import MEDIA_TYPE
from shared.read_back import read_only_members, reading_route

SCHEMES: Final = {
    "staff": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "员工访问令牌 / An access token of a member of staff.",
    },
    "apiKey": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "hy_…",
        "description": "API 密钥 / An API key; x-scope names the scope it needs.",
    },
    "form": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "hf_…",
        "description": "表单令牌 / A token given with a form.",
    },
}
PROBLEM: Final = {
    "title": "Problem",
    "description": "RFC 9457 problem details; Chinese or English by Accept-Language.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:huiyin:problem:not-found"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {"type": "string", "examples": ["/customer/phone"]},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
REFUSED: Final = {
    "description": "A refusal",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def api_routes(app: FastAPI) -> Iterator[APIRoute]:
    """Yield every API route of `app`."""
    return (route for route in app.router.routes if isinstance(route, APIRoute))


def name_operations(routes: Iterable[APIRoute]) -> None:
    """Let each route's operationId be its function's name. Raises ValueError for one used twice."""
    taken: dict[str, str] = {}
    for route in routes:
        if not route.include_in_schema:
            continue
        name = route.operation_id or route.name
        if name in taken:
            raise ValueError(f"{route.path} and {taken[name]} are both named {name}")
        taken[name] = route.path
        route.operation_id = name


def describe(app: FastAPI, description: str) -> dict[str, Any]:
    """Return the document of `app`, addresses relative to it."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=description,
        routes=app.routes,
        # The document's own folder is the root of the service, wherever a gateway puts it.
        servers=[{"url": "."}],
    )
    components = document.setdefault("components", {})
    components["securitySchemes"] = SCHEMES
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = PROBLEM
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for route in api_routes(app):
        for method in route.methods or ():
            operation = document["paths"].get(route.path_format, {}).get(method.lower())
            if operation is not None:
                state_rule(operation, route, method)
                state_body(operation, route, schemas)
                state_read_only(operation, route, app.routes, schemas)
    return document


def state_rule(operation: dict[str, Any], route: APIRoute, method: str) -> None:
    """Write into `operation` who may call it, and that it may be refused."""
    operation["responses"].pop("422", None)
    operation["responses"]["default"] = REFUSED
    rule = rule_of(route)
    if isinstance(rule, Requirement):
        operation["x-roles"] = sorted(rule.roles_for(method))
        operation["security"] = [{"staff": []}]
        if rule.scope is not None:
            operation["x-scope"] = rule.scope
            operation["security"].append({"apiKey": []})
        if rule.forms:
            operation["security"].append({"form": []})
    elif isinstance(rule, Public):
        operation["security"] = []


def state_body(operation: dict[str, Any], route: APIRoute, schemas: dict[str, Any]) -> None:
    """Write into `operation` the body of a route that reads it by itself."""
    model = getattr(route.endpoint, "body_model", None)
    if model is None:
        return
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    schemas[model.__name__] = schema
    reference = {"$ref": f"#/components/schemas/{model.__name__}"}
    operation["requestBody"] = {
        "required": True,
        "content": {"application/json": {"schema": reference}},
    }


def state_read_only(
    operation: dict[str, Any],
    route: APIRoute,
    routes: Iterable[BaseRoute],
    schemas: dict[str, Any],
) -> None:
    """Write into `operation` the members of what was read that its body may hold as they were."""
    reading = reading_route(route, routes)
    names = read_only_members(route, reading) if reading else frozenset()
    if reading is None or not names:
        return
    shown = schemas[reading.response_model.__name__]["properties"]
    content = operation["requestBody"]["content"]["application/json"]
    own = content["schema"]["$ref"].rpartition("/")[2]
    members = {name: {**shown[name], "readOnly": True} for name in sorted(names)}
    whole = schemas[own]
    schemas[f"{own}AsRead"] = {
        **whole,
        "title": f"{own}AsRead",
        "properties": {**whole["properties"], **members},
    }
    content["schema"] = {"$ref": f"#/components/schemas/{own}AsRead"}


def readable_by_swagger(document: dict[str, Any]) -> dict[str, Any]:
    """Return an OpenAPI 3.1 document as 3.0: the bundled Swagger UI shows no later one."""
    older: dict[str, Any] = earlier(document)
    older["openapi"] = "3.0.3"
    return older


def earlier(value: Any) -> Any:
    """Return `value` with the constructs of JSON Schema 2020-12 in the words of OpenAPI 3.0."""
    if isinstance(value, list):
        return [earlier(one) for one in value]
    if not isinstance(value, dict):
        return value
    schema = {name: earlier(one) for name, one in value.items()}
    choices = schema.get("anyOf")
    if isinstance(choices, list) and {"type": "null"} in choices:
        left = [one for one in choices if one != {"type": "null"}]
        del schema["anyOf"]
        schema = {**schema, **(left[0] if len(left) == 1 else {"anyOf": left}), "nullable": True}
    if "const" in schema and not isinstance(schema["const"], dict):
        schema["enum"] = [schema.pop("const")]
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(schema.get(exclusive), int | float):
            schema[bound], schema[exclusive] = schema[exclusive], True
    if isinstance(schema.get("examples"), list) and schema["examples"]:
        schema["example"] = schema.pop("examples")[0]
    return schema
