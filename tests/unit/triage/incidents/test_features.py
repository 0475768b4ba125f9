"""Texts as sets of numbers, and how near two of them are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.triage.incidents.features import TERMS, features_of, jaccard
from services.triage.incidents.thesaurus import Thesaurus

ANY_TEXT = st.text(max_size=80)


class TestFeatures:
    @given(ANY_TEXT)
    def test_of_any_text_are_sorted_and_in_range(self, text: str) -> None:
        features = features_of(text)

        for numbers in (features.shingles, features.terms):
            assert list(numbers) == sorted(set(numbers.tolist()))
            assert all(0 <= one < TERMS for one in numbers.tolist())
        assert set(features.shingles.tolist()) <= set(features.terms.tolist())

    def test_fold_script_width_and_repetition(self) -> None:
        one, other = (
            features_of("奶茶裡有蟲！！！！！退款１００"),
            features_of("奶茶里有虫!退款100"),
        )

        assert jaccard(one, other) == 1.0

    def test_of_a_long_text_are_bounded(self) -> None:
        assert features_of("牛奶过期" * 5_000).terms.size < 2_000


class TestJaccard:
    @given(ANY_TEXT, ANY_TEXT)
    def test_is_symmetric_and_a_part(self, one: str, other: str) -> None:
        first, second = features_of(one), features_of(other)

        assert jaccard(first, second) == jaccard(second, first)
        assert 0.0 <= jaccard(first, second) <= 1.0

    @given(ANY_TEXT)
    def test_of_a_text_with_itself_is_1(self, text: str) -> None:
        assert jaccard(features_of(text), features_of(text)) == 1.0

    @pytest.mark.parametrize(
        "edited",
        [
            "昨晚在人民路店吃了烤鱼,回家全家都拉肚子了,要求赔偿",
            "您好,昨天晚上在人民路店吃了烤鱼,回家后全家都拉肚子!要求赔偿,谢谢",
            "昨晚在人民路店吃了烤鱼😡回家后全家都拉肚子,要求陪偿",
        ],
    )
    def test_of_an_edited_text_is_high(self, edited: str) -> None:
        text = "昨晚在人民路店吃了烤鱼,回家后全家都拉肚子,要求赔偿"

        assert jaccard(features_of(text), features_of(edited)) >= 0.4
        assert jaccard(features_of(text), features_of("奶茶太甜了,杯子还漏")) < 0.1


class TestThesaurus:
    def test_takes_the_longest_word(self) -> None:
        thesaurus = Thesaurus(["牛奶", "牛奶糖 奶糖"], ["过期"])

        assert thesaurus.groups_in("牛奶糖过期") == {1, 2}
        assert thesaurus.groups_in("牛奶过期") == {0, 2}
        assert thesaurus.is_thing(1)
        assert not thesaurus.is_thing(2)
        assert thesaurus.name_of(1) == "牛奶糖"

    def test_knows_words_that_only_look_as_if_they_held_one(self) -> None:
        thesaurus = Thesaurus(["桌子"], ["热 太热", "裂"], ["热情 热闹", "裂变"])

        assert thesaurus.groups_in("店员热情,裂变活动") == set()
        assert thesaurus.groups_in("店员热情,桌子太热") == {0, 1}

    def test_has_every_word_once_in_a_group(self) -> None:
        thesaurus = Thesaurus.load()

        for words in (*thesaurus.things, *thesaurus.troubles):
            assert len(words) == len(set(words)), words[0]

    def test_gives_each_group_a_name_of_its_own(self) -> None:
        thesaurus = Thesaurus.load()
        names = [words[0] for words in (*thesaurus.things, *thesaurus.troubles)]

        assert len(names) == len(set(names))

    def test_says_the_same_of_other_words(self) -> None:
        found = Thesaurus.load()

        assert found.groups_in("拉肚子") == found.groups_in("上吐下泻") != set()
