"""Case 18, objects: an id of what is out of reach opens and changes nothing, wherever it stands."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from tests.fixtures.access import PNG
from tests.fixtures.access_scene import INSIDERS, MARK, STRANGERS, Scene, scene_in
from tests.fixtures.api_operations import UNKNOWN, Objects, Operation

pytestmark = pytest.mark.asyncio(loop_scope="module")

OF_A_CASE = {
    *("case_id", "feedback_id", "attachment_id", "handle", "task_id", "incident_id"),
    *("duplicate_id", "call_id", "inspection_id"),
    *("duplicate_id", "request_id"),
    *("duplicate_id", "action_id"),
}
"""Ids of what belongs to a case; only who reaches the case reaches them."""

OF_THE_ORGANISATION = {
    *("staff_id", "team_id", "shift_id", "override_id", "rule_id", "key_id", "event_id", "code"),
    *("import_id", "entry_id", "run_id", "version", "account_id", "item_id"),
    *("entry_id", "run_id", "version", "account_id", "item_id", "checklist_id"),
    *("setting_id", "provider_id"),
    *("import_id", "entry_id", "run_id", "version", "account_id", "item_id", "template_id"),
    *("entry_id", "run_id", "version", "account_id", "item_id"),
    *("setting_id", "provider_id", "alert_id", "appeal_id"),
    "filter_id",
    *("entry_id", "run_id", "version", "account_id", "item_id", "template_id"),
    *("policy_id", "macro_id"),
    *("session_id", "identity_id"),
    *("webhook_id", "delivery_id"),
}
"""Ids of what whoever may call the route may name."""

TOKENS = {"token", "form_code", "source", "picture_id"}
"""What opens a public page by itself, or is opened together with that."""

IDS_IN_QUERIES = {"feedback_id", "ticket_no", "store_code", "owner", "team"}
IDS_IN_BODIES = {
    *("into", "duplicate_of", "attachment_ids", "store_code", "to_staff", "to_team", "team"),
    *("team_id", "staff_id", "leads", "members", "teams", "stores", "parent", "default_team_id"),
    *("ids", "assist_team_ids", "id"),
    *("successor", "external_id", "add", "remove", "case_ids", "owner"),
    *("team_ids", "macro_id", "staff"),
}
PLAIN = {
    *("limit", "cursor", "channel", "since", "topic", "topics", "status", "queue", "urgency"),
    *("role", "active", "action", "subject", "actor", "store", "done", "key", "kind", "text"),
    *("until", "skills", "hourly_cap", "sticky_days", "lapse_minutes", "first_day", "last_day"),
    *("note", "items", "effort", "tags", "customer_tag", "rules", "examples"),
    *("texts", "rating", "occurred_at", "campaign", "order_no", "extra", "customer", "name"),
    *("phone", "email", "wechat_openid", "region", "city", "timezone", "closed", "reason"),
    *("username", "password", "new_password", "current_password", "roles", "capacity", "away"),
    *("must_change_password", "scopes", "strategy", "weekdays", "start", "end", "valid_from"),
    *("valid_to", "name_zh", "name_en", "position", "conditions", "result", "measures"),
    *("tell_customer", "score", "solved", "nps", "comment", "website", "confidence"),
    *(
        "dry_run",
        "auto",
        "mapping",
        "lang",
        "form",
        "title_zh",
        "title_en",
        "intro_zh",
        "intro_en",
        "language",
        "fields",
    ),
    *("extra_fields", "type", "label_zh", "label_en", "required", "options", "value", "pictures"),
    *("consent_zh", "consent_en", "consent_version", "consent_must_be_ticked", "is_open"),
    *("q", "state", "title", "word", "strength", "note"),
    *("settings", "credentials", "is_active"),
    *("poll", "payload", "mapping", "text", "rating_of", "values", "path", "label", "sections"),
    *("weight", "requires_picture", "inspected_at", "findings", "item", "passed"),
    *("reasons", "code", "zh", "en", "delay_hours", "from_time", "until_time", "reminder_hours"),
    *("ask_nps", "staff_networks", "surveys_per_device", "solicited_words", "reached", "said"),
    *("secret", "fields", "provider"),
    *("purpose", "language", "vendor_template"),
    *("secret", "fields", "provider", "from", "to", "group", "person", "figure", "date", "sales"),
    *("visitors", "orders", "month", "week", "format", "useful", "upheld"),
    *("poll", "presence", "query", "details", "etag"),
    *("weekly", "holidays", "is_default", "days", "day", "date", "hours", "notice", "minutes"),
    *("year", "confirm_year", "targets", "first_response", "next_response", "resolution", "task"),
    *("actions", "codes", "passed", "collaborating", "waiting", "give_up_after_minutes"),
    *("reminders_after_minutes", "due_at"),
    *("calendar", "escalation", "to", "after_minutes", "policies"),
    *("return_to", "invitation"),
    *("purpose", "language", "vendor_template", "url", "events"),
}
QUEUES = ("mine", "team", "unassigned", "review")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    async with scene_in(tmp_path_factory.mktemp("objects")) as made:
        await made.world.rest()
        yield made


def names_in(operation: Operation) -> set[str]:
    """Return the parameters and fields of an operation by their own names."""
    fields = {pointer.rpartition("/")[2] for pointer in operation.body_fields()}
    return {*operation.parameters("path"), *operation.parameters("query"), *fields}


def on_a_case(scene: Scene) -> list[Operation]:
    return [one for one in scene.operations if OF_A_CASE.intersection(one.parameters("path"))]


def shows_nothing_of(objects: Objects, answer: httpx.Response) -> bool:
    said = objects.spoken
    secrets = (MARK, said.case_id, said.feedback_id, said.ticket_no, said.customer)
    return not any(secret in answer.text for secret in (*secrets, said.track_token))


class TestEveryParameter:
    async def test_is_known_as_an_id_or_as_none(self, scene: Scene) -> None:
        """A new one must be put into one of the sets above, so that no id escapes the sweeps."""
        known = OF_A_CASE | OF_THE_ORGANISATION | TOKENS | IDS_IN_QUERIES | IDS_IN_BODIES | PLAIN
        unknown = {name for one in scene.operations for name in names_in(one)} - known

        assert unknown == set()


class TestStranger:
    @pytest.mark.parametrize("who", STRANGERS)
    async def test_reaches_nothing_by_path(self, scene: Scene, who: str) -> None:
        for operation in on_a_case(scene):
            with scene.world.unchanged():
                answer = await scene.request(who, operation, scene.far)
            assert answer.status_code in {403, 404}, (operation, answer.text)
            assert shows_nothing_of(scene.far, answer), operation

    @pytest.mark.parametrize("who", STRANGERS)
    async def test_reads_nothing_by_query(self, scene: Scene, who: str) -> None:
        far = scene.far.spoken
        values = {
            "feedback_id": far.feedback_id,
            "ticket_no": far.ticket_no,
            "store_code": far.store_code,
            "owner": scene.far.staff_id,
            "team": scene.far.team_id,
        }
        lists = [one for one in scene.operations if one.reads and one.roles]
        lists = [one for one in lists if not one.parameters("path")]
        for operation in lists:
            wanted = [name for name in values if name in operation.parameters("query")]
            given = {"q": MARK} if "q" in operation.parameters("query") else {}
            queries = [given, *({**given, name: values[name]} for name in wanted)]
            if "queue" in operation.parameters("query"):
                queries += [{"queue": name} for name in QUEUES]
            for query in queries:
                answer = await scene.world.ask(
                    who, "GET", scene.far.path(operation), params={"limit": "200", **query}
                )
                assert answer.status_code in {200, 403, 404}, (operation, query, answer.text)
                assert shows_nothing_of(scene.far, answer), (operation, query)

    @pytest.mark.parametrize("who", STRANGERS)
    async def test_reads_nothing_behind_a_cursor_of_somebody_else(
        self, scene: Scene, who: str
    ) -> None:
        for operation in scene.operations:
            if "cursor" not in operation.parameters("query"):
                continue
            path = operation.path and scene.far.path(operation)
            page = await scene.world.ask("manager", "GET", path, params={"limit": "1"})
            cursor = page.json().get("next_cursor") if page.status_code == 200 else None
            if cursor is None:
                continue
            answer = await scene.world.ask(who, "GET", path, params={"cursor": cursor})
            assert answer.status_code in {200, 403}, (operation, answer.text)
            assert shows_nothing_of(scene.far, answer), operation

    @pytest.mark.parametrize("who", ["agent01", "lead01"])
    @pytest.mark.parametrize(
        ("operation", "body"),
        [
            ("triage.merge", {"into": "far", "reason": "同一件事"}),
            ("triage.dismiss", {"reason": "duplicate", "duplicate_of": "far"}),
        ],
    )
    async def test_names_nothing_in_a_body(
        self, scene: Scene, who: str, operation: str, body: dict[str, str]
    ) -> None:
        named = {
            name: scene.far.spoken.case_id if value == "far" else value
            for name, value in body.items()
        }
        move = next(one for one in scene.operations if str(one) == operation)

        with scene.world.unchanged():
            answer = await scene.request(who, move, scene.near, json=named)

        assert answer.status_code == 404, answer.text
        assert answer.json()["errors"][0]["pointer"] in {"/into", "/duplicate_of"}

    async def test_finishes_no_task_of_another_case(self, scene: Scene) -> None:
        near, far = scene.near.spoken.case_id, scene.far.task_id
        for who in (*STRANGERS[:2], "manager"):
            with scene.world.unchanged():
                answer = await scene.world.ask(
                    who,
                    "POST",
                    f"/followup/v1/cases/{near}/tasks/{far}/done",
                    headers={"If-Match": await scene.world.etag("followup", near)},
                )
            assert answer.status_code == 404, (who, answer.text)


class TestSubmitter:
    async def test_speaks_for_no_other_store(self, scene: Scene) -> None:
        for who in ("store01", scene.credentials["key of S001"]):
            body = {"text": "地面很滑", "store_code": "S002"}
            with scene.world.unchanged():
                answer = await scene.world.ask(who, "POST", "/intake/v1/feedback", json=body)
            assert answer.status_code == 403, answer.text
            assert answer.json()["errors"][0]["pointer"] == "/store_code"

    async def test_speaks_for_no_other_channel(self, scene: Scene) -> None:
        for who in (scene.credentials["key of S001"], scene.credentials["form"]):
            body = {"text": "地面很滑", "channel": "phone"}
            with scene.world.unchanged():
                answer = await scene.world.ask(who, "POST", "/intake/v1/feedback", json=body)
            assert answer.status_code == 403, answer.text

    async def test_claims_no_picture_of_somebody_else(self, scene: Scene) -> None:
        uploaded = await scene.world.ask(
            "lead05", "POST", "/intake/v1/attachments", files={"file": ("a.png", PNG, "image/png")}
        )
        for picture in (uploaded.json()["id"], scene.far.spoken.attachment_id, UNKNOWN):
            for who in ("agent01", scene.credentials["form"], scene.credentials["feedback:write"]):
                body = {"text": "见图", "attachment_ids": [picture]}
                with scene.world.unchanged(but_for="ticket_counter"):
                    answer = await scene.world.ask(who, "POST", "/intake/v1/feedback", json=body)
                assert answer.status_code == 422, answer.text
                assert answer.json()["errors"][0]["pointer"] == "/attachment_ids/0"

    async def test_learns_nothing_from_an_external_id_of_somebody_else(self, scene: Scene) -> None:
        body = {"text": f"{MARK}的订单", "channel": "app", "external_id": "order-1"}
        first, second = (scene.credentials[f"key of {code}"] for code in ("S002", "S001"))
        said = await scene.world.made(first, "/intake/v1/feedback", {**body, "store_code": "S002"})

        again = {**body, "text": "另一件事", "store_code": "S001"}
        answer = await scene.world.ask(second, "POST", "/intake/v1/feedback", json=again)

        assert said["id"] not in answer.text
        assert said["track_url"] not in answer.text
        assert answer.status_code == 422

    async def test_replays_no_answer_of_somebody_else(self, scene: Scene) -> None:
        key = {"Idempotency-Key": "the-same-key"}
        body = {"text": f"{MARK}又漏了", "store_code": "S002"}
        said = await scene.world.made("store02", "/intake/v1/feedback", body, headers=key)

        answer = await scene.world.ask(
            "agent01", "POST", "/intake/v1/feedback", json={"text": "别的"}, headers=key
        )

        assert answer.status_code == 201
        assert said["id"] not in answer.text


class TestIdOfNothing:
    @pytest.mark.parametrize("kind", ["unknown", "another kind"])
    async def test_is_not_found_on_every_route(self, scene: Scene, kind: str) -> None:
        """Asked by each who may call the route; nothing is written on the way to a 404."""
        ids = OF_A_CASE | OF_THE_ORGANISATION
        for operation in scene.operations:
            for name in ids.intersection(operation.parameters("path")):
                value = UNKNOWN if kind == "unknown" else scene.near.spoken.case_id
                if kind != "unknown" and name == "case_id":
                    value = scene.near.staff_id
                answer = await self.asked_for(scene, operation, name, value)
                assert answer.status_code in {404, 422}, (operation, name, answer.text)

    async def asked_for(
        self, scene: Scene, operation: Operation, name: str, value: str
    ) -> httpx.Response:
        who = next(INSIDER[role] for role in INSIDER if role in operation.roles)
        path = f"/{operation.service}{operation.path}".replace(f"{{{name}}}", value)
        for other in operation.parameters("path"):
            path = path.replace(f"{{{other}}}", scene.far.path_value(operation, other))
        with scene.world.unchanged():
            answer: httpx.Response = await scene.request(who, operation, scene.far, path=path)
        return answer

    @pytest.mark.parametrize("value", [UNKNOWN, "case"])
    async def test_in_a_body_is_refused_by_its_name(self, scene: Scene, value: str) -> None:
        wrong: Any = scene.near.spoken.case_id if value == "case" else value
        organisation = {"leads", "members", "teams", "team_id", "staff_id", "default_team_id"}
        named = {"to_staff", "to_team", "team", "into", "duplicate_of"} | organisation
        tried = 0
        for operation in scene.operations:
            for field in named.intersection(p.strip("/") for p in operation.body_fields()):
                if field in {"into", "duplicate_of"} and value == "case":
                    continue
                answer = await self.naming(scene, operation, field, wrong)
                assert answer.status_code in {404, 422}, (operation, field, answer.text)
                assert answer.json()["errors"][0]["pointer"].startswith(f"/{field}"), operation
                tried += 1
        assert tried

    async def naming(
        self, scene: Scene, operation: Operation, field: str, wrong: Any
    ) -> httpx.Response:
        many = operation.resolved(operation.body or {})["properties"][field].get("type") == "array"
        body = dict(scene.body(operation, scene.near))
        for rival in {"to_staff", "to_team"} & {field} and {"to_staff", "to_team"}:
            body.pop(rival, None)
        for rival in {"team_id", "staff_id"} & {field} and {"team_id", "staff_id"}:
            body.pop(rival, None)
        if field == "duplicate_of":
            body["reason"] = "duplicate"
        body[field] = [wrong] if many else wrong
        who = next(INSIDER[role] for role in INSIDER if role in operation.roles)
        with scene.world.unchanged():
            answer: httpx.Response = await scene.request(who, operation, scene.near, json=body)
        return answer


INSIDER = {
    "manager": "manager",
    "admin": "admin",
    "auditor": "auditor",
    "lead": "lead05",
}


class TestInsider:
    async def test_reaches_what_the_sweeps_were_kept_from(self, scene: Scene) -> None:
        """Last, as it changes things: without it the sweeps might have asked for nothing real."""
        for operation in on_a_case(scene):
            who = next(one for one in INSIDERS if ROLE_OF[one] in operation.roles)
            answer = await scene.request(who, operation, scene.far)
            assert answer.status_code in {200, 409}, (operation, answer.text)


ROLE_OF = {
    "manager": "manager",
    "agent09": "agent",
    "lead05": "lead",
    "admin": "admin",
    "auditor": "auditor",
    "store02": "store_manager",
}
