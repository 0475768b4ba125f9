"""Stores and forms."""

from dataclasses import replace

import pytest

from services.intake.errors import FormNotFound, InvalidField, StoreNotFound, UnknownStore
from services.intake.models import Store, WebForm
from services.intake.operations.forms import form_and_store, open_form
from services.intake.operations.stores import (
    StoreExists,
    StoreFacts,
    change_store,
    open_store,
    republish_stores,
)
from services.intake.sample import load_sample
from shared import audit
from shared.events import StoreChanged
from tests.fixtures.intake_play import MANAGER, Play

FACTS = StoreFacts("新店", "华东", "苏州")


class TestSample:
    def test_has_twelve_stores_in_three_regions(self, play: Play) -> None:
        stores = play.published(StoreChanged)

        assert [store.code for store in stores] == [f"S{n:03}" for n in range(1, 13)]
        assert {store.region for store in stores} == {"华东", "华北", "华南"}

    def test_is_loaded_once(self, play: Play) -> None:
        assert not load_sample(play.session, now=play.now)


class TestOpenStore:
    def test_is_published_and_recorded(self, play: Play) -> None:
        open_store(play.session, "S100", FACTS, by=MANAGER, now=play.now)

        published = play.published(StoreChanged)[-1]
        assert (published.code, published.version, published.change) == ("S100", 1, "opened")
        assert audit.verify(play.session) is None

    def test_refuses_a_code_twice(self, play: Play) -> None:
        with pytest.raises(StoreExists):
            open_store(play.session, "S001", FACTS, by=MANAGER, now=play.now)


class TestChangeStore:
    def test_counts_its_versions(self, play: Play) -> None:
        for facts in (FACTS, replace(FACTS, closed=True, successor="S002")):
            change_store(play.session, "S001", facts, by=MANAGER, now=play.now)

        changed = play.published(StoreChanged)[-2:]
        assert [(one.version, one.change) for one in changed] == [(2, "changed"), (3, "closed")]
        assert changed[1].successor == "S002"

    def test_without_a_difference_says_nothing(self, play: Play) -> None:
        before = len(play.published(StoreChanged))
        store = play.session.get_one(Store, "S001")
        same = StoreFacts(store.name, store.region, store.city)
        change_store(play.session, "S001", same, by=MANAGER, now=play.now)

        assert len(play.published(StoreChanged)) == before

    def test_needs_a_store(self, play: Play) -> None:
        with pytest.raises(StoreNotFound):
            change_store(play.session, "S999", FACTS, by=MANAGER, now=play.now)

    @pytest.mark.parametrize(
        ("facts", "refusal"),
        [
            (replace(FACTS, successor="S002"), InvalidField),
            (replace(FACTS, closed=True, successor="S001"), InvalidField),
            (replace(FACTS, closed=True, successor="S999"), UnknownStore),
            (replace(FACTS, closed=True, successor="S012"), InvalidField),
        ],
    )
    def test_refuses_a_successor_that_is_none(
        self, play: Play, facts: StoreFacts, refusal: type[Exception]
    ) -> None:
        change_store(play.session, "S012", replace(FACTS, closed=True), by=MANAGER, now=play.now)
        with pytest.raises(refusal):
            change_store(play.session, "S001", facts, by=MANAGER, now=play.now)


class TestRepublishStores:
    def test_says_all_of_them_again(self, play: Play) -> None:
        assert republish_stores(play.session, now=play.now) == 12
        assert len(play.published(StoreChanged)) == 24


class TestForms:
    def test_leads_to_the_successor_of_a_closed_store(self, play: Play) -> None:
        closed = replace(FACTS, closed=True, successor="S002")
        change_store(play.session, "S001", closed, by=MANAGER, now=play.now)

        _, store = form_and_store(play.session, "welcome", "S001")
        assert store
        assert store.code == "S002"

    @pytest.mark.parametrize("code", [None, "S999", "'; --"])
    def test_leaves_out_a_store_that_is_not_there(self, play: Play, code: str | None) -> None:
        assert form_and_store(play.session, "welcome", code)[1] is None

    def test_keeps_to_the_form_s_own_store(self, play: Play) -> None:
        third = WebForm(
            code="s3",
            title_zh="三店",
            title_en="Three",
            channel="web",
            store_code="S003",
            created_at=play.now,
        )
        open_form(play.session, third)

        _, store = form_and_store(play.session, "s3", "S001")
        assert store
        assert store.code == "S003"

    def test_refuses_an_unknown_or_closed_form(self, play: Play) -> None:
        old = WebForm(
            code="old",
            title_zh="旧",
            title_en="Old",
            channel="web",
            is_open=False,
            created_at=play.now,
        )
        open_form(play.session, old)
        for code in ("old", "none"):
            with pytest.raises(FormNotFound):
                form_and_store(play.session, code, None)
