"""The organisation's own words over HTTP: who may write them, and what they must say."""

from typing import Any

import pytest
import sqlalchemy as sa

from shared.ids import new_id
from shared.tables import audit_entry
from tests.fixtures.triage_service import Triage

WORD = {"word": "踩空", "kind": "bad", "topic": "hygiene", "note": "巡店用语"}


class TestLexicon:
    async def test_is_added_to_read_changed_and_emptied(self, triage: Triage) -> None:
        added = (await triage.post("manager", "/v1/lexicon", WORD)).json()
        path, headers = f"/v1/lexicon/{added['id']}", await triage.sign_in("manager")
        assert (await triage.get("lead04", path)).json() == added
        changed = await triage.client.patch(
            path, headers=headers, json={"kind": "polarity", "topic": None, "strength": -1.5}
        )
        assert changed.status_code == 200
        assert changed.json()["strength"] == -1.5
        page = (await triage.get("manager", "/v1/lexicon", word="踩空")).json()
        assert [one["kind"] for one in page["items"]] == ["polarity"]
        assert (await triage.client.delete(path, headers=headers)).status_code == 204
        assert (await triage.get("manager", path)).status_code == 404
        actions = await triage.service.database.read(
            lambda session: session.execute(
                sa.select(audit_entry.c.action).order_by(audit_entry.c.seq)
            ).scalars()
        )
        assert [one for one in actions if one.startswith("lexicon.")] == [
            "lexicon.add",
            "lexicon.change",
            "lexicon.remove",
        ]

    async def test_of_the_same_word_twice_is_a_conflict(self, triage: Triage) -> None:
        assert (await triage.post("manager", "/v1/lexicon", WORD)).status_code == 201
        assert (await triage.post("manager", "/v1/lexicon", WORD)).status_code == 409
        other = {**WORD, "topic": "food_safety"}
        assert (await triage.post("manager", "/v1/lexicon", other)).status_code == 201

    async def test_takes_a_usual_strength_where_none_is_given(self, triage: Triage) -> None:
        body = {"word": "许个愿", "kind": "suggestion"}
        assert (await triage.post("manager", "/v1/lexicon", body)).json()["strength"] == 2.0

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"word": "踩空", "kind": "bad"}, "/topic"),
            ({"word": "踩空", "kind": "name", "topic": "hygiene"}, "/topic"),
            ({"word": "踩空", "kind": "bad", "topic": "nonsense"}, "/topic"),
            ({"word": "踩空", "kind": "polarity"}, "/strength"),
            ({"word": "踩空", "kind": "polarity", "strength": 9}, "/strength"),
            ({"word": "踩空", "kind": "name", "strength": 1}, "/strength"),
            ({"word": "踩 空", "kind": "name"}, "/word"),
            ({"word": "", "kind": "name"}, "/word"),
            ({"word": "踩空", "kind": "nonsense"}, "/kind"),
        ],
    )
    async def test_refuses_what_says_nothing(
        self, triage: Triage, body: dict[str, Any], pointer: str
    ) -> None:
        answer = await triage.post("manager", "/v1/lexicon", body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == pointer

    async def test_is_written_by_managers_and_read_by_leads(self, triage: Triage) -> None:
        assert (await triage.post("lead04", "/v1/lexicon", WORD)).status_code == 403
        assert (await triage.get("lead04", "/v1/lexicon")).status_code == 200
        assert (await triage.get("agent07", "/v1/lexicon")).status_code == 403
        missing = await triage.get("manager", f"/v1/lexicon/{new_id()}")
        assert missing.status_code == 404

    async def test_is_paged_by_word(self, triage: Triage) -> None:
        for word in ("丙", "甲", "乙"):
            await triage.post("manager", "/v1/lexicon", {"word": word, "kind": "name"})
        first = (await triage.get("manager", "/v1/lexicon", limit=2)).json()
        rest = (await triage.get("manager", "/v1/lexicon", cursor=first["next_cursor"])).json()
        found = [one["word"] for one in (*first["items"], *rest["items"])]
        assert sorted(found) == sorted(["甲", "乙", "丙"])
        assert rest["next_cursor"] is None
