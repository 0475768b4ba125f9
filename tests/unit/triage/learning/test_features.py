"""What the learner sees of a text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.triage.incidents.features import features_of
from services.triage.incidents.gists import Gists
from services.triage.learning.features import Parts, gists_of, gram_text, grams, see
from services.triage.learning.key_table import ABSENT, KeyTable
from services.triage.learning.prepared import END, Spans, plain, prepare
from services.triage.learning.reader import Reader
from services.triage.learning.vocabulary import fit_vocabulary
from services.triage.learning.weights import Block


def prepared_text(text: str) -> str:
    return "".join(map(chr, prepare([text]).codes[:-1]))


def random_weights(rows: int) -> Block:
    return Block(np.random.default_rng(1).normal(size=(rows, 3)).astype(np.float32))


class TestGists:
    def test_of_grams_add_up_to_that_of_the_text(self) -> None:
        keys = grams(prepare(["服务态度"])).keys
        summed = gists_of(keys).sum(axis=0)
        whole = Gists.load().of([features_of("服务态度")])[0]
        np.testing.assert_allclose(summed, whole * np.sqrt(4 + 3), rtol=1e-4)

    def test_of_runs_of_three_are_zeros(self) -> None:
        found = grams(prepare(["服务态"]))
        assert gists_of(found.keys).any(axis=1).tolist() == (found.lengths < 3).tolist()


class TestPrepare:
    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("等了40分钟", "等了00分钟"),
            ("太太太太慢了", "太太慢了"),
            ("电话13912345678", "电话00"),
            ("气死了😠", "气死了😡"),
            ("很好🎉", "很好👍"),
            ("两\n行", "两 行"),
        ],
    )
    def test_folds_what_says_no_more(self, given: str, kept: str) -> None:
        assert prepared_text(given) == kept

    def test_knows_where_each_character_stood(self) -> None:
        laid = prepare(["好好好吃", "", "差"])
        places = list(zip(laid.rows.tolist(), laid.places.tolist(), strict=True))
        assert places == [(0, 0), (0, 1), (0, 3), (0, 4), (1, 0), (2, 0), (2, 1)]

    @pytest.mark.parametrize(
        "text", ["您好，菜太咸了，希望尽快回复", "看这里https://a.cn/b?c=1太差", "打<phone>找我"]
    )
    def test_form_letters_are_blank_in_place(self, text: str) -> None:
        assert len(plain(text)) == len(text)
        assert plain(text) != text

    def test_the_matter_stays(self) -> None:
        assert plain("您好，菜太咸了，希望尽快回复").split() == ["菜太咸了，"]


class TestGrams:
    def test_are_all_runs_of_one_to_three(self) -> None:
        found = grams(prepare(["好吃吗", "差"]))
        texts = [gram_text(int(key)) for key in found.keys]
        assert sorted(texts) == sorted(["好", "吃", "吗", "差", "好吃", "吃吗", "好吃吗"])
        assert found.rows[texts.index("差")] == 1

    @given(st.lists(st.text(max_size=30), max_size=5))
    def test_cross_no_border(self, texts: list[str]) -> None:
        for key in grams(prepare(texts)).keys.tolist():
            assert chr(END) not in gram_text(int(key))


class TestKeyTable:
    @given(st.sets(st.integers(1, 2**63), max_size=400), st.lists(st.integers(1, 2**63)))
    def test_finds_its_keys_and_no_others(self, keys: set[int], others: list[int]) -> None:
        listed = sorted(keys)
        table = KeyTable(np.array(listed, np.uint64))
        assert table.find(np.array(listed, np.uint64)).tolist() == list(range(len(listed)))
        expected = [listed.index(one) if one in keys else ABSENT for one in others]
        assert table.find(np.array(others, np.uint64)).tolist() == expected


class TestSee:
    TEXTS = ("这家店的面真好吃", "这家店的面不好吃", "服务不好", "服务真好")

    def test_characters_and_words_of_a_text_have_length_one_signs_half(
        self, reader: Reader
    ) -> None:
        texts, cuts = reader.read(self.TEXTS)
        seen = see(fit_vocabulary(texts, cuts, reader.senses()), texts, cuts)
        lengths = np.bincount(seen.rows, seen.values**2)
        assert set(lengths.round(4).tolist()) == {1.25, 2.25}  # some hold no word that is known

    def test_a_part_gives_what_it_gives_as_a_text(self, reader: Reader) -> None:
        texts, cuts = reader.read(self.TEXTS)
        vocabulary = fit_vocabulary(texts, cuts, reader.senses())
        weights = random_weights(vocabulary.width)
        first = len("".join(texts[:3]))
        words = sum(map(len, cuts[:3]))
        parts = Parts(
            Spans(np.array([first]), np.array([first + len(texts[3])])),
            Spans(np.array([words]), np.array([words + len(cuts[3])])),
        )
        of_part = see(vocabulary, texts, cuts, parts).times(weights)
        assert of_part.tolist() == see(vocabulary, texts[3:], cuts[3:]).times(weights).tolist()

    def test_product_is_that_of_the_dense_matrix(self, reader: Reader) -> None:
        texts, cuts = reader.read(self.TEXTS)
        vocabulary = fit_vocabulary(texts, cuts, reader.senses())
        seen = see(vocabulary, texts, cuts)
        dense = np.zeros((seen.count, vocabulary.width), np.float32)
        dense[seen.rows, seen.columns] = seen.values
        dense[:, vocabulary.idf.size :] = seen.tone
        weights = random_weights(vocabulary.width)
        assert seen.times(weights) == pytest.approx(dense @ weights.numbers, abs=1e-4)

    def test_a_batch_gives_what_single_texts_give(self, reader: Reader) -> None:
        texts, cuts = reader.read(self.TEXTS)
        vocabulary = fit_vocabulary(texts, cuts, reader.senses())
        weights = Block(np.ones((vocabulary.width, 1), np.float32))
        single = [
            see(vocabulary, [t], [c]).times(weights)[0] for t, c in zip(texts, cuts, strict=True)
        ]
        for times in (1, 20):  # few texts and many are sorted in two ways
            together = see(vocabulary, texts * times, cuts * times).times(weights)
            assert together.tolist() == np.array(single * times).tolist()

    def test_a_batch_too_large_for_short_numbers_gives_the_same(
        self, reader: Reader, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        texts, cuts = reader.read(self.TEXTS)
        vocabulary = fit_vocabulary(texts, cuts, reader.senses())
        short = see(vocabulary, texts, cuts)
        monkeypatch.setattr("services.triage.learning.features._SHORT_BITS", 0)
        long = see(vocabulary, texts, cuts)
        for name in ("rows", "columns", "values", "tone"):
            assert getattr(long, name).tolist() == getattr(short, name).tolist()

    def test_nothing_known_is_nothing_seen(self, reader: Reader) -> None:
        texts, cuts = reader.read(self.TEXTS)
        vocabulary = fit_vocabulary(texts, cuts, reader.senses())
        weights = Block(np.ones((vocabulary.width, 2), np.float32))
        assert see(vocabulary, ["", "ω"], [[], ["ω"]]).times(weights).tolist() == [[0, 0], [0, 0]]

    def test_a_vocabulary_holds_no_digit(self, reader: Reader) -> None:
        texts, cuts = reader.read(["打13912345678", "打13912345678找我"])
        vocabulary = fit_vocabulary(texts, cuts, reader.senses())
        held = {gram_text(int(key)) for key in vocabulary.keys} | set(vocabulary.words)
        assert not any(digit in one for one in held for digit in "123456789")


class TestTone:
    def test_negation_turns_it(self, reader: Reader) -> None:
        texts, cuts = reader.read(["好吃", "不好吃", "味道不错，但是太慢"])
        balance = see(fit_vocabulary(texts, cuts, reader.senses()), texts, cuts).tone[:, 0]
        assert balance[0] > 0 > balance[1]
        assert balance[2] < balance[0]
