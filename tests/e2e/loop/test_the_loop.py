"""The loop, closed through the public HTTP API of the running system, in both shapes."""

import json
import re
from typing import Any

import httpx
import pytest

from tests.fixtures.systems import Person, Running, wait_until


@pytest.fixture(scope="module")
def manager(system: Running) -> Person:
    return Person(system.url, "manager")


@pytest.fixture(scope="module")
def admin(system: Running) -> Person:
    return Person(system.url, "admin")


def speak(person: Person, text: str, **fields: Any) -> Any:
    answer = person.post("/intake/v1/feedback", {"text": text, **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()


def case_of(person: Person, feedback: Any, service: str = "followup") -> Any:
    """Return the case once followup has it."""

    def find() -> Any:
        found = person.get("/followup/v1/cases", feedback_id=feedback["id"])["items"]
        return found[0] if found else None

    case = wait_until(find, what="the case in followup")
    return person.get(f"/{service}/v1/cases/{case['id']}")


def owned(person: Person, feedback: Any) -> Any:
    return wait_until(
        lambda: (case := case_of(person, feedback))["owner"] and case, what="an owner"
    )


def shown(person: Person, feedback: Any, status: str) -> Any:
    return wait_until(
        lambda: (case := case_of(person, feedback))["status"] == status and case,
        what=f"status {status}",
    )


class TestTheLoop:
    def test_a_complaint_is_owned_solved_told_and_measured(
        self, system: Running, manager: Person
    ) -> None:
        said = speak(
            manager, "在店里吃到一只虫子,电话13812345678", store_code="S001", channel="phone"
        )
        case = owned(manager, said)
        owner = Person(system.url, case["owner"]["username"])

        mine = owner.get("/triage/v1/cases", queue="mine")["items"]
        assert case["id"] in [one["id"] for one in mine]
        assert "13812345678" not in json.dumps(case, ensure_ascii=False)
        owner.move("triage", case["id"], "accept")
        owner.move("followup", case["id"], "start")
        owner.move("followup", case["id"], "resolve", {"result": "已退款并彻底消杀后厨"})

        # Two events bring them, in any order.
        page = wait_until(
            lambda: (
                "已退款并彻底消杀后厨" in (text := httpx.get(said["track_url"]).text)
                and survey_link(text, needed=False)
                and text
            ),
            what="the result and the survey link on the progress page",
        )
        survey = survey_link(page)
        assert httpx.get(survey).status_code == 200
        answer = httpx.post(api_of(survey), json={"score": 5, "solved": True})
        assert answer.status_code == 200
        shown(manager, said, "closed")

    def test_a_bad_score_puts_it_back_before_a_person(
        self, system: Running, manager: Person
    ) -> None:
        said = speak(manager, "店员态度恶劣,还骂人", store_code="S002")
        case = owned(manager, said)
        owner = Person(system.url, case["owner"]["username"])
        owner.move("followup", case["id"], "start")
        owner.move("followup", case["id"], "resolve", {"result": "已批评教育"})
        page = wait_until(
            lambda: survey_link(text := httpx.get(said["track_url"]).text, False) and text,
            what="the survey link",
        )

        httpx.post(api_of(survey_link(page)), json={"score": 1, "solved": False})

        again = wait_until(
            lambda: (
                (found := case_of(manager, said))["cycle"] == 2
                and found["owner"]
                and found["status"] == "assigned"
                and found
            ),
            what="the second cycle with an owner",
        )
        queue = Person(system.url, again["owner"]["username"]).get(
            "/triage/v1/cases", queue="mine"
        )["items"]
        assert again["id"] in [one["id"] for one in queue]

    def test_the_ledger_balances_id_by_id(self, system: Running, manager: Person) -> None:
        for _ in range(10):
            speak(manager, "等位太久了", store_code="S003", channel="counter")

        def drained() -> Any:
            try:
                return json.loads(system.command("reconcile", "--json"))
            except AssertionError:
                return None

        ledger = wait_until(drained, what="a drained ledger", seconds=90)

        assert ledger["in_flight"] == 0
        assert ledger["is_balanced"]
        assert ledger["differences"] == []
        assert ledger["received"] >= 10


class TestAccepting:
    def test_the_same_key_answers_the_first_answer_again(self, manager: Person) -> None:
        body = {"text": "门口地面太滑", "store_code": "S004"}
        key = {"Idempotency-Key": "once-only"}

        first = manager.post("/intake/v1/feedback", body, headers=key)
        second = manager.post("/intake/v1/feedback", body, headers=key)
        other = manager.post("/intake/v1/feedback", {"text": "别的话"}, headers=key)

        assert (first.status_code, second.status_code, other.status_code) == (201, 200, 422)
        assert second.headers["Idempotent-Replay"] == "true"
        assert first.json() == second.json()

    def test_a_known_external_id_answers_the_first_feedback(self, manager: Person) -> None:
        body = {"text": "配送员很有礼貌", "channel": "hook", "external_id": "f-1"}

        first = manager.post("/intake/v1/feedback", body)
        second = manager.post("/intake/v1/feedback", body)

        assert (first.status_code, second.status_code) == (201, 200)
        assert second.headers["Duplicate"] == "true"
        assert second.json()["id"] == first.json()["id"]


class TestTwoAgents:
    def test_never_get_the_same_case(self, system: Running, manager: Person) -> None:
        said = speak(manager, "快递破损了,包装都烂了")
        case = case_of(manager, said, "triage")
        manager.post(
            f"/triage/v1/cases/{case['id']}/transfer",
            {"to_team": case["team"]["id"], "reason": "重新分派"},
            headers={"If-Match": manager.etag("triage", case["id"])},
        )
        agents = [Person(system.url, f"agent{n:02d}") for n in range(1, 11)]

        taken = [
            answer.json()["id"]
            for a in agents
            if (answer := a.post("/triage/v1/cases/next")).status_code == 200
        ]

        assert len(taken) == len(set(taken))

    def test_a_stale_etag_is_refused(self, manager: Person) -> None:
        said = speak(manager, "灯坏了一个")
        case = case_of(manager, said, "triage")
        path = f"/triage/v1/cases/{case['id']}/dismiss"
        etag = manager.etag("triage", case["id"])

        bare = manager.post(path, {"reason": "spam"})
        wrong = manager.post(path, {"reason": "spam"}, headers={"If-Match": '"t-999"'})
        foreign = manager.post(path, {"reason": "spam"}, headers={"If-Match": '"f-1"'})
        right = manager.post(path, {"reason": "spam"}, headers={"If-Match": etag})

        assert [a.status_code for a in (bare, wrong, foreign, right)] == [428, 412, 412, 200]


class TestTheLog:
    def test_the_audit_logs_are_intact(self, system: Running) -> None:
        assert "intact" in system.command("audit", "verify")


def survey_link(page: str, needed: bool = True) -> str:
    found = re.search(r'href="([^"]*/followup/s/[A-Za-z0-9_-]+)"', page)
    if found is None:
        assert not needed, page
        return ""
    return found[1]


def api_of(survey: str) -> str:
    return survey.replace("/followup/s/", "/followup/v1/surveys/")
