"""A model file holds what was fitted, and says so when it does not."""

from pathlib import Path

import pytest

from services.triage.classifier.engine import SHIPPED_MODEL
from services.triage.learning import ModelFileError, model_file
from services.triage.learning.features import see
from services.triage.learning.model import Model

TEXTS = ["服务员态度太差了", "味道不错下次还来", "请问几点开门", "", "abc", "外卖又晚了"]


@pytest.fixture
def file(model: Model, tmp_path: Path) -> Path:
    model.save(tmp_path / "a.model")
    return tmp_path / "a.model"


class TestModelFile:
    def test_gives_back_the_same_model(self, model: Model, file: Path) -> None:
        loaded = Model.load(file)
        assert loaded.version == model.version
        assert loaded.judge(TEXTS) == model.judge(TEXTS)
        assert loaded.packed() == model.packed()

    def test_is_refused_when_a_byte_is_wrong(self, file: Path) -> None:
        content = bytearray(file.read_bytes())
        content[-20] ^= 1
        file.write_bytes(content)
        with pytest.raises(ModelFileError, match="damaged: its checksum does not match"):
            Model.load(file)

    def test_is_refused_when_cut_off(self, file: Path) -> None:
        file.write_bytes(file.read_bytes()[:-100])
        with pytest.raises(ModelFileError, match="damaged"):
            Model.load(file)

    @pytest.mark.parametrize("content", [b"", b"\x80\x04pickle", b"huiyin-model 9\n"])
    def test_is_refused_when_of_another_kind(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "b.model").write_bytes(content)
        with pytest.raises(ModelFileError, match="no model file of this program's format"):
            Model.load(tmp_path / "b.model")

    def test_is_refused_when_it_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(ModelFileError, match=r"cannot be read: No such file"):
            Model.load(tmp_path / "c.model")

    def test_is_refused_when_parts_are_missing(self, tmp_path: Path) -> None:
        model_file.write(tmp_path / "d.model", model_file.packed({"words": []}, {}))
        with pytest.raises(ModelFileError, match="does not hold a whole model"):
            Model.load(tmp_path / "d.model")


class TestShippedModel:
    def test_is_small_and_whole(self) -> None:
        assert SHIPPED_MODEL.stat().st_size < 17_000_000
        model = Model.load(SHIPPED_MODEL)
        assert model.blend is not None
        names = {head.name for head in model.heads}
        assert names == {"kind", "topic", "sentiment", "urgency", "aspect"}
        assert model.version.startswith("shipped-")


class TestModel:
    def test_judges_what_it_was_taught(self, model: Model) -> None:
        rude, late, tasty, hours, *_ = model.judge(
            ["这个店员态度差", "骑手超时", "面条好吃", "几点打烊"]
        )
        assert (rude.kind, rude.sentiment) == ("complaint", "negative")
        assert "service.attitude" in rude.chosen
        assert "delivery.late" in late.chosen
        assert (tasty.kind, hours.kind) == ("praise", "inquiry")

    def test_kinds_add_up_to_one(self, model: Model) -> None:
        for opinion in model.judge(TEXTS):
            assert sum(opinion.kinds.values()) == pytest.approx(1.0, abs=1e-3)

    def test_tells_which_words_decided(self, model: Model) -> None:
        from services.triage.learning.reader import shipped_reader

        texts, cuts = shipped_reader().read(["昨天去的，店员态度很差，唉"])
        seen = see(model.vocabulary, texts, cuts)
        (words,) = model.explain("topic", [(0, "service.attitude")], seen, texts, cuts)
        assert {word.text for word in words} & {"店员", "态度", "差"}
        assert all(texts[0][word.start : word.end] == word.text for word in words)
        assert all(word.weight > 0 for word in words)
