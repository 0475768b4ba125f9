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
    *("action_id", "attachment_id", "call_id", "case_id", "duplicate_id", "feedback_id"),
    *("handle", "incident_id", "inspection_id", "request_id", "task_id"),
}
"""Ids of what belongs to a case; only who reaches the case reaches them."""

OF_THE_ORGANISATION = {
    *("account_id", "alert_id", "appeal_id", "checklist_id", "code", "delivery_id"),
    *("entry_id", "event_id", "filter_id", "identity_id", "import_id", "item_id", "key_id"),
    *("macro_id", "override_id", "policy_id", "provider_id", "rule_id", "run_id"),
    *("session_id", "setting_id", "shift_id", "staff_id", "store_task_id", "team_id"),
    *("template_id",),
    *("version", "webhook_id"),
}
"""Ids of what whoever may call the route may name."""

TOKENS = {"token", "form_code", "source", "picture_id", "account", "app", "corp"}
"""What opens a public page by itself or with that, and where vendors send what they sign."""

IDS_IN_QUERIES = {"feedback_id", "ticket_no", "store_code", "owner", "team"}
IDS_IN_BODIES = {
    *("add", "assist_team_ids", "attachment_ids", "case_ids", "default_team_id"),
    *("duplicate_of", "external_id", "id", "ids", "into", "leads", "macro_id", "members"),
    *("owner", "parent", "remove", "staff", "staff_id", "store_code", "stores"),
    *("successor", "team", "team_id", "team_ids", "teams", "to_staff", "to_team"),
}
PLAIN = {
    *("accepted", "action", "actions", "active", "actor", "after_minutes", "ask_nps"),
    *("auto", "away", "calendar", "campaign", "capacity", "channel", "city", "closed"),
    *("code", "codes", "collaborating", "comment", "conditions", "confidence"),
    *("confirm_year", "consent_en", "consent_must_be_ticked", "consent_version"),
    *("consent_zh", "consents", "credentials", "current_password", "cursor", "customer"),
    *("customer_tag", "date", "day", "days", "delay_hours", "details", "done", "dry_run"),
    *("due_at", "echostr", "effort", "email", "en", "encrypt_type", "end", "escalation"),
    *("etag", "events", "examples", "extra", "extra_fields", "fields", "figure"),
    *("findings", "first_day", "first_response", "form", "format", "from", "from_time"),
    *("give_up_after_minutes", "group", "holidays", "hourly_cap", "hours", "inspected_at"),
    *("intro_en", "intro_zh", "invitation", "is_active", "is_default", "is_open", "item"),
    *("items", "key", "kind", "label", "label_en", "label_zh", "lang", "language"),
    *("lapse_minutes", "last_day", "limit", "mapping", "measures", "minutes", "month"),
    *("msg_signature", "must_change_password", "name", "name_en", "name_zh"),
    *("new_password", "next_response", "nonce", "note", "notice", "nps", "occurred_at"),
    *("options", "order_no", "orders", "passed", "password", "path", "payload", "person"),
    *("phone", "pictures", "policies", "poll", "position", "presence", "provider"),
    *("purpose", "q", "query", "queue", "rating", "rating_of", "reached", "reason"),
    *("reasons", "region", "reminder_hours", "reminders_after_minutes", "required"),
    *("requires_picture", "resolution", "result", "return_to", "role", "roles", "rules"),
    *(
        "said",
        "sales",
        "scopes",
        "score",
        "secret",
        "sections",
        "sends_receipt",
        "settings",
        "signature",
    ),
    *("since", "skills", "solicited_words", "solved", "staff_networks", "start", "state"),
    *("status", "sticky_days", "store", "strategy", "strength", "subject"),
    *("surveys_per_device", "tags", "targets", "task", "tell_customer", "text", "texts"),
    *("timestamp", "timezone", "title", "title_en", "title_zh", "to", "topic", "topics"),
    *("type", "until", "until_time", "updated_at", "upheld"),
    *("urgency", "url", "useful", "username"),
    *("valid_from", "valid_to", "value", "values", "vendor_template", "visitors"),
    *("waiting", "website", "wechat_openid", "week", "weekdays", "weekly", "weight"),
    *(
        "any_time",
        "occasions",
        "sends_receipt",
        "unread",
        "ways",
        "wecom",
        "wecom_userid",
        "wechat_unionid",
    ),
    *("word", "year", "zh"),
}
QUEUES = ("mine", "team", "unassigned", "review")
NAMING_MORE = ("/macro-preview", "/collaborators/{staff_id}")
"""These also name a macro or a collaborator, and there is none."""


NAMING_UPLOADS = ("/evidence",)
"""These name a file that was uploaded, and there is none."""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    async with scene_in(tmp_path_factory.mktemp("objects")) as made:
        await made.world.rest()
        yield made


def names_in(operation: Operation) -> set[str]:
    """Return the parameters and fields of an operation by their own names.

    Read-only fields reach nothing: they are held against what the caller is shown.
    """
    fields = {
        pointer.rpartition("/")[2]
        for pointer, schema in operation.body_fields().items()
        if not schema.get("readOnly")
    }
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
            usual = {"q": MARK, "limit": "200"}
            given = {n: usual[n] for n in usual if n in operation.parameters("query")}
            queries = [given, *({**given, name: values[name]} for name in wanted)]
            if "queue" in operation.parameters("query"):
                queries += [{"queue": name} for name in QUEUES]
            for query in queries:
                answer = await scene.world.ask(who, "GET", scene.far.path(operation), params=query)
                assert answer.status_code in {200, 403, 404, 422}, (operation, query, answer.text)
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
            for store, status in (("S002", 403), ("S999", 422)):
                body = {"text": "地面很滑", "store_code": store}
                with scene.world.unchanged(but_for="ticket_counter"):
                    answer = await scene.world.ask(who, "POST", "/intake/v1/feedback", json=body)
                assert answer.status_code == status, answer.text
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


class TestReadingKey:
    async def test_reads_its_stores_and_no_other(self, scene: Scene) -> None:
        near, far = scene.near.spoken, scene.far.spoken
        lists = ("/intake/v1/feedback", "/triage/v1/cases", "/followup/v1/cases")
        own, foreign = (scene.credentials[f"reading key of {code}"] for code in ("S001", "S002"))
        assert (near.store_code, far.store_code) == ("S001", "S002")
        for path in lists:
            here, there = near.feedback_id, far.feedback_id
            if "cases" in path:
                here, there = near.case_id, far.case_id
            for key, inside, outside in ((own, here, there), (foreign, there, here)):
                page = await scene.world.ask(key, "GET", path, params={"limit": "200"})
                found = {one["id"] for one in page.json()["items"]}
                assert (inside in found, outside in found) == (True, False), path
                assert (await scene.world.ask(key, "GET", f"{path}/{inside}")).status_code == 200
                assert (await scene.world.ask(key, "GET", f"{path}/{outside}")).status_code == 404

    async def test_is_told_no_link_that_speaks_for_the_customer(self, scene: Scene) -> None:
        far, key = scene.far.spoken, scene.credentials["reading key of S002"]
        paths = (
            f"/intake/v1/feedback/{far.feedback_id}",
            f"/triage/v1/cases/{far.case_id}",
            f"/followup/v1/cases/{far.case_id}",
        )
        for path in paths:
            answer = await scene.world.ask(key, "GET", path)
            assert answer.status_code == 200, path
            assert far.track_token not in answer.text, path
            assert scene.far.survey_token not in answer.text, path


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
            also = {404} if operation.path.endswith(NAMING_MORE) else set()
            also |= {422} if operation.path.endswith(NAMING_UPLOADS) else set()
            assert answer.status_code in {200, 409} | also, (operation, answer.text)


ROLE_OF = {
    "manager": "manager",
    "agent09": "agent",
    "lead05": "lead",
    "admin": "admin",
    "auditor": "auditor",
    "store02": "store_manager",
}
