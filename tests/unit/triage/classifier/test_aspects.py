"""A text with several complaints falls into aspects, each with its topic, words and tone."""

import pytest

from services.triage.classifier.engine import Classifier
from services.triage.classifier.taxonomy import top_of
from services.triage.classifier.verdict import Aspect

MIXED = "味道很好，就是服务员态度太差，等了一个小时才上菜，厕所又脏又臭"


def said(aspects: tuple[Aspect, ...]) -> set[tuple[str, str]]:
    return {(top_of(aspect.topic), aspect.polarity) for aspect in aspects}


@pytest.fixture(scope="module")
def aspects(classifier: Classifier) -> tuple[Aspect, ...]:
    return classifier.classify(MIXED).aspects


class TestAspects:
    def test_tell_several_complaints_and_the_praise_apart(
        self, aspects: tuple[Aspect, ...]
    ) -> None:
        assert {
            ("quality", "positive"),
            ("service", "negative"),
            ("waiting", "negative"),
            ("hygiene", "negative"),
        } <= said(aspects)

    def test_point_at_the_words_that_say_it(self, aspects: tuple[Aspect, ...]) -> None:
        assert all(MIXED[one.start : one.end] == one.text for one in aspects)
        waiting = next(one for one in aspects if top_of(one.topic) == "waiting")
        assert "一个小时" in waiting.text
        assert "厕所" not in waiting.text

    def test_never_say_a_thing_and_its_opposite_of_the_same_words(
        self, aspects: tuple[Aspect, ...]
    ) -> None:
        places = [(one.start, one.end, top_of(one.topic)) for one in aspects]
        assert len(places) == len(set(places))

    def test_of_folded_text_point_into_the_text_as_it_was_given(
        self, classifier: Classifier
    ) -> None:
        given = "ＡＰＰ老是閃退！！！！！客服也沒人理"
        verdict = classifier.classify(given)
        assert verdict.aspects
        assert all(given[one.start : one.end] == one.text for one in verdict.aspects)

    def test_are_named_by_the_words_of_their_own_stretch(self, classifier: Classifier) -> None:
        given = "停车太难了，转了半小时。隔壁小孩吵得要命，说话都听不见。"
        codes = {one.topic for one in classifier.classify(given).aspects}
        assert {"facility.parking", "facility.noise"} <= codes

    def test_against_the_tone_of_the_text_must_be_surer(self, classifier: Classifier) -> None:
        glad = classifier.classify("味道特别好，服务也热情，下次还来").aspects
        assert {one.polarity for one in glad} == {"positive"}
        spoilt = classifier.classify("味道特别好，服务也热情，下次还来，就是价格小贵").aspects
        assert ("price", "negative") in said(spoilt)

    def test_against_all_else_that_is_said_of_their_topic_must_be_surer(
        self, classifier: Classifier
    ) -> None:
        petty = "鱼很新鲜，虾也很好吃，汤特别鲜，肉也嫩，米饭也香，就是青菜有点咸"
        assert said(classifier.classify(petty).aspects) == {("quality", "positive")}
        grave = "鱼很新鲜，就是青菜太咸，肉也老得咬不动"
        assert ("quality", "negative") in said(classifier.classify(grave).aspects)

    @pytest.mark.parametrize(
        "text", ["碗不太干净。碗不太干净。", "地面不太干净。", "味道很好。味道很好。"]
    )
    def test_mean_what_words_and_model_agree_on(self, classifier: Classifier, text: str) -> None:
        verdict = classifier.classify(text)
        polarities = {one.polarity for one in verdict.aspects}
        assert polarities == {verdict.sentiment_label}

    def test_need_words_of_their_own_for_what_the_text_is_not_about(
        self, classifier: Classifier
    ) -> None:
        given = "环境很安静，装修也好看，灯光柔和，中间一颗温泉蛋，音乐也好听"
        assert {code for code, _ in said(classifier.classify(given).aspects)} <= {
            "facility",
            "hygiene",
        }

    def test_are_told_once_unless_words_name_them_again(self, classifier: Classifier) -> None:
        given = "味道一直很好，老板也热情，就是上菜有点慢，不过还是会再来"
        found = classifier.classify(given).aspects
        assert [one.text for one in found if one.topic.startswith("quality")] == ["味道一直很好，"]

    def test_are_none_of_small_talk(self, classifier: Classifier) -> None:
        assert classifier.classify("好的，谢谢").aspects == ()


class TestEvidence:
    def test_weighs_its_words(self, classifier: Classifier) -> None:
        evidence = classifier.classify("快递员态度恶劣").evidence
        assert evidence
        assert all(piece.weight > 0 for piece in evidence)
