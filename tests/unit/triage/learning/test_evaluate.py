"""`huiyin triage evaluate` prints its figures, or says in a sentence what is wrong."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from services.triage.cli import app

KEYS = {
    "accuracy", "macro_f1", "micro_f1", "ece", "coverage_at_95", "precision_at_coverage",
    "texts_per_second", "train_seconds", "model_bytes", "load_seconds", "rss_mb",
}  # fmt: skip
GOOD, BAD = ("好吃", "送得快", "服务热情", "干净"), ("难吃", "送得慢", "服务冷淡", "脏")
SHOPS = ("面馆", "茶店", "超市", "饭堂", "烤肉店", "早点铺", "水果摊", "面包房")


def written(place: Path, rows: Sequence[Sequence[str]], header: Sequence[str]) -> Path:
    with place.open("w", encoding="utf-8-sig", newline="") as lines:
        csv.writer(lines).writerows([header, *rows])
    return place


@pytest.fixture
def polar(tmp_path: Path) -> tuple[Path, Path]:
    def rows(shops: Sequence[str]) -> list[tuple[str, str]]:
        return [
            (f"{shop}{word}{end}", sign)
            for shop in shops
            for sign, words in (("1", GOOD), ("0", BAD))
            for word in words
            for end in ("", "。", "呀", "，唉")
        ]

    return (
        written(tmp_path / "train.csv", rows(SHOPS[:5]), ("text", "polarity")),
        written(tmp_path / "test.csv", rows(SHOPS[5:]), ("text", "polarity")),
    )


def evaluate(train: Path, test: Path, *more: str, label: str = "polarity") -> Result:
    told = ("--train", str(train), "--test", str(test), "--text", "text", "--label", label)
    return CliRunner().invoke(app, ["evaluate", *told, *more])


def figures(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout.splitlines()[-1])
    return found


class TestFigures:
    def test_all_are_there_and_good(self, polar: tuple[Path, Path]) -> None:
        found = figures(evaluate(*polar, "--json"))
        assert set(found) >= KEYS
        assert found["accuracy"] > 0.95
        assert found["texts_per_second"] > 0
        assert 20 < found["rss_mb"] < 300

    def test_several_labels(self, tmp_path: Path) -> None:
        rows = [
            (f"{shop}{a}，{b}", "味道|速度")
            for shop in SHOPS
            for a in ("好吃", "难吃")
            for b in ("送得快", "送得慢")
        ]
        rows += [(f"{shop}{a}", "味道") for shop in SHOPS for a in ("好吃", "难吃", "很香")]
        rows += [(f"{shop}{a}", "速度") for shop in SHOPS for a in ("送得快", "送得慢", "催单")]
        file = written(tmp_path / "many.csv", rows, ("text", "aspects"))
        found = figures(evaluate(file, file, "--separator", "|", "--json", label="aspects"))
        assert found["macro_f1"] > 0.9

    def test_a_word_list_without_a_label(self, polar: tuple[Path, Path], tmp_path: Path) -> None:
        words = tmp_path / "words.toml"
        words.write_text('"1" = ["好吃", "热情"]\n"0" = "难吃 冷淡 慢"\n', encoding="utf-8")
        told = ("--lexicon", str(words), "--corrections", "0", "--json")
        found = figures(evaluate(*polar, *told))
        assert found["accuracy"] > 0.7
        assert found["coverage_at_95"] == 0

    def test_corrections_help(self, polar: tuple[Path, Path]) -> None:
        found = figures(evaluate(*polar, "--corrections", "60", "--json"))
        assert found["accuracy"] > 0.8

    def test_a_label_only_the_test_file_has_is_missed(self, polar: tuple[Path, Path]) -> None:
        train, test = polar
        with test.open("a", encoding="utf-8") as lines:
            lines.write("不知道,2\n" * 96)
        assert figures(evaluate(train, test, "--json"))["accuracy"] < 0.6


class TestRefusals:
    @pytest.mark.parametrize("label", ["label", ""])
    def test_a_column_that_is_not_there(self, polar: tuple[Path, Path], label: str) -> None:
        result = evaluate(*polar, label=label)
        assert result.exit_code == 1
        assert f"has no column {label}; it has text, polarity" in result.output

    def test_a_file_that_is_not_there(self, polar: tuple[Path, Path], tmp_path: Path) -> None:
        result = evaluate(tmp_path / "none.csv", polar[1])
        assert result.exit_code == 1
        assert "none.csv cannot be read: No such file" in result.output

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"text,polarity\n", "has a header and no rows"),
            (b"", "has no column text; it has none"),
            ("text,polarity\n好,1\n".encode("gb18030"), "is no CSV file in UTF-8"),
            ("text,polarity\n好,1\n差,1\n".encode(), "only one label"),
        ],
    )
    def test_a_file_of_another_kind(
        self, polar: tuple[Path, Path], tmp_path: Path, content: bytes, sentence: str
    ) -> None:
        (tmp_path / "odd.csv").write_bytes(content)
        result = evaluate(tmp_path / "odd.csv", polar[1])
        assert result.exit_code == 1
        assert sentence in result.output

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            ("= 1", "is no TOML"),
            ('"3" = ["好"]', "has words for 3"),
            ('"1" = 5', "a list of words"),
        ],
    )
    def test_a_word_list_of_another_kind(
        self, polar: tuple[Path, Path], tmp_path: Path, content: str, sentence: str
    ) -> None:
        (tmp_path / "odd.toml").write_text(content, encoding="utf-8")
        result = evaluate(*polar, "--lexicon", str(tmp_path / "odd.toml"))
        assert result.exit_code == 1
        assert sentence in result.output

    def test_nothing_to_learn_from(self, polar: tuple[Path, Path]) -> None:
        result = evaluate(*polar, "--corrections", "0")
        assert result.exit_code == 1
        assert "there must be a lexicon" in result.output


class TestTrain:
    @pytest.mark.parametrize("name", ["nowhere", ".", "file.csv"])
    def test_says_what_folder_it_wants(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "file.csv").write_text("text,label\n")
        told = CliRunner().invoke(app, ["train", "--data", str(tmp_path / name)])
        assert told.exit_code == 1
        assert "is no folder with files train_*.jsonl" in told.output
