"""Rules and model decide together; another model takes over without a restart."""

import os
import subprocess
import sys

import pytest

from services.triage.classifier import Classifier
from services.triage.classifier.lexicon import Lexicon
from services.triage.classifier.words import WordCutter
from services.triage.learning.examples import Example
from services.triage.learning.model import Model
from services.triage.learning.trainer import NothingToLearnError, measure, train, with_shipped
from tests.unit.triage.learning.conftest import examples

STRANGE = "螺蛳粉机器人把汤勺搞丢了"


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load()


class TestBlendedVerdict:
    def test_names_model_and_lexicon(self, classifier: Classifier) -> None:
        model, lexicon = classifier.classify("菜太咸").model_version.split("+", 1)
        assert model.startswith("shipped-")
        assert lexicon.startswith("lexicon-")

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("收银小妹全程黑脸，东西往台面一甩就完事了", "complaint"),
            ("阿姨帮我把东西一直提到门口，暖心", "praise"),
            ("你们家周末几点关门呀", "inquiry"),
            ("要是收银台旁边能放个垃圾桶就好了", "suggestion"),
        ],
    )
    def test_knows_what_writers_want(self, classifier: Classifier, text: str, kind: str) -> None:
        assert classifier.classify(text).kind == kind

    @pytest.mark.parametrize("text", ["吃完上吐下泻进了医院", "我要打12315投诉你们"])
    def test_leaves_the_urgency_to_the_rules(self, classifier: Classifier, text: str) -> None:
        assert classifier.classify(text).urgency == "critical"
        assert Classifier.by_rules().classify(text).urgency == "critical"

    def test_points_at_words_of_the_text_as_it_was_given(self, classifier: Classifier) -> None:
        text = "您好！！！店員翻白眼😡，還等了4０分鐘"
        verdict = classifier.classify(text)
        assert verdict.evidence
        assert all(text[one.start : one.end] == one.text for one in verdict.evidence)

    def test_small_talk_stays_small(self, classifier: Classifier) -> None:
        verdict = classifier.classify("好的谢谢")
        assert (verdict.kind, verdict.small_talk) == ("other", True)

    def test_is_unsure_of_what_it_does_not_know(self, classifier: Classifier) -> None:
        assert not classifier.classify(STRANGE).is_sure
        assert classifier.classify(STRANGE).margin < 1

    def test_a_batch_gives_what_single_texts_give(self, classifier: Classifier) -> None:
        texts = ["菜太咸了", "", "🤮", "服务很好，就是贵", "ok", "x" * 5_000, "1" * 30]
        together = classifier.classify_many(texts)
        assert [v.kind for v in together] == [classifier.classify(text).kind for text in texts]


class TestHotSwap:
    def test_takes_effect_at_once_and_back(self, model: Model) -> None:
        lexicon = Lexicon()
        classifier = Classifier(lexicon, WordCutter(lexicon.entries))
        assert classifier.classify("骑手超时").model_version.startswith("lexicon-")
        classifier.use_model(model)
        assert classifier.classify("骑手超时").model_version.startswith(f"{model.version}+")
        assert classifier.model_version == classifier.classify("").model_version
        classifier.use_model(None)
        assert classifier.classify("骑手超时").model_version.startswith("lexicon-")

    def test_a_model_of_kinds_alone_leaves_the_rest_to_the_rules(self) -> None:
        kinds = [Example(example.text, kind=example.kind) for example in examples()]
        lexicon = Lexicon()
        rules = Classifier(lexicon, WordCutter(lexicon.entries))
        before = rules.classify("请问周末几点开门")
        rules.use_model(train(kinds, base=None).model)
        after = rules.classify("请问周末几点开门")
        assert after.kind == "inquiry"
        assert (after.topics, after.sentiment_label) == (before.topics, before.sentiment_label)


class TestTrain:
    def test_is_reproducible(self, model: Model) -> None:
        again = train(examples(), base=None, name="small").model
        assert again.packed() == model.packed()

    def test_is_the_same_in_another_process(self, model: Model) -> None:
        asked = (
            "from tests.unit.triage.learning.conftest import examples;"
            "from services.triage.learning.trainer import train;"
            "print(train(examples(), base=None, name='small').model.version)"
        )
        done = subprocess.run(  # noqa: S603 - own code
            [sys.executable, "-c", asked],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": "7"},
        )
        assert done.stdout.strip() == model.version

    def test_another_text_is_another_version(self, model: Model) -> None:
        more = [*examples(), Example("停车场太小", "complaint", ("facility.parking",), "negative")]
        assert train(more, base=None, name="small").model.version != model.version

    def test_reports_how_good_it_is(self, model: Model) -> None:
        tasks = measure(model, examples())
        assert set(tasks) == {"kind", "topic", "sentiment"}
        assert tasks["kind"]["accuracy"] > 0.9
        assert set(tasks["kind"]["confusion"]) == {"complaint", "praise", "inquiry"}
        assert set(tasks["topic"]["thresholds"]["delivery.late"]) == {
            "choose", "assign", "coverage", "precision", "rows",
        }  # fmt: skip

    def test_refuses_examples_that_say_nothing(self) -> None:
        with pytest.raises(NothingToLearnError, match="no example that says"):
            train([Example("菜太咸")], base=None)

    def test_shipped_texts_fade_as_corrections_come(self) -> None:
        few, many = with_shipped(examples()[:10]), with_shipped(examples() * 10)
        assert few[-1].weight > many[-1].weight > 0
        assert few[0].weight == 1.0
