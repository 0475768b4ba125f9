"""Which topics a text speaks of, and the words that show it."""

import pytest

from services.triage.classifier import Classifier
from services.triage.classifier.lexicon import Lexicon
from services.triage.classifier.taxonomy import load_topics, top_of


class TestTaxonomy:
    def test_has_enough_topics_each_with_a_known_team(self) -> None:
        topics = load_topics()
        tops = [topic for topic in topics if topic.parent is None]
        assert len(tops) >= 11
        assert len(topics) - len(tops) >= 40
        teams = {"门店服务", "商品质量", "电商物流", "售后退款", "食品安全"}
        assert {topic.team for topic in topics} == teams

    def test_codes_are_unique_and_name_their_parent(self) -> None:
        topics = load_topics()
        assert len({topic.code for topic in topics}) == len(topics)
        assert all(topic.parent in {None, top_of(topic.code)} for topic in topics)

    def test_the_lexicon_speaks_only_of_topics_that_exist(self) -> None:
        lexicon = Lexicon()
        known = {topic.code for topic in load_topics()} | {""}
        used = {code for entry in lexicon.entries.values() for code in entry.topics}
        used |= {pattern.topic for pattern in lexicon.patterns}
        used |= {danger.topic for entry in lexicon.entries.values() for danger in entry.dangers}
        assert used <= known


class TestTopics:
    @pytest.mark.parametrize(
        ("text", "top"),
        [
            ("店员翻白眼，说话很冲，态度恶劣", "service"),
            ("牛排咬不动，酱汁齁咸", "quality"),
            ("外卖晚到了四十分钟，汤还洒了", "delivery"),
            ("厕所很臭，地面湿漉漉的没人打扫", "hygiene"),
            ("排队排了一个小时还没叫号", "waiting"),
            ("退款申请两周了还没到账", "refund"),
            ("积分被清零了，没有任何通知", "membership"),
            ("停车场没车位，停车费贵", "facility"),
            ("小程序一直闪退，付款失败", "online"),
            ("价签和结账价格不一样，多收了我十块", "price"),
            ("吃完拉肚子一整晚", "food_safety"),
        ],
    )
    def test_puts_the_matter_first(self, classifier: Classifier, text: str, top: str) -> None:
        assert top_of(classifier.classify(text).topics[0].code) == top

    def test_one_text_may_complain_of_several(self, classifier: Classifier) -> None:
        verdict = classifier.classify("上菜慢得要死，服务员态度差，桌子也脏")
        tops = {top_of(topic.code) for topic in verdict.topics}
        assert {"waiting", "service", "hygiene"} <= tops

    def test_what_is_praised_is_not_the_complaint(self, classifier: Classifier) -> None:
        verdict = classifier.classify("服务员很热情，就是菜太难吃了，又咸又油腻")
        assert top_of(verdict.topics[0].code) == "quality"

    def test_most_confident_first(self, classifier: Classifier) -> None:
        topics = classifier.classify("等了一个小时，服务员不理人，菜也凉了").topics
        confidences = [topic.confidence for topic in topics]
        assert confidences == sorted(confidences, reverse=True)


class TestEvidence:
    @pytest.mark.parametrize(
        "text",
        [
            "服务员态度恶劣，电话 138****8000",
            "ＡＰＰ闪退，㎏数不对，服務員很兇",
            "包裝破損①，湯全灑了…很\u200b失望",
            "😡😡 蟑螂！！１２３１５见",
        ],
    )
    def test_spans_are_code_points_of_the_text_given(
        self, classifier: Classifier, text: str
    ) -> None:
        verdict = classifier.classify(text)
        assert verdict.evidence
        for piece in verdict.evidence:
            assert text[piece.start : piece.end] == piece.text

    def test_a_hidden_character_does_not_hide_a_danger(self, classifier: Classifier) -> None:
        assert classifier.classify("吃完食\u200b物中\u200b毒了").urgency == "critical"

    @pytest.mark.parametrize(
        ("text", "top"),
        [
            ("打开袋子少一份薯条，可乐也给成雪碧了", "delivery"),
            ("凉面能不放花生碎吗？我一吃花生就肿", "food_safety"),
            ("保温壶过保俩月了，盖子坏了还免费给修好寄回来，感动", "refund"),
        ],
    )
    def test_names_no_further_topic_of_a_short_text_on_one_matter(
        self, classifier: Classifier, text: str, top: str
    ) -> None:
        assert {top_of(topic.code) for topic in classifier.classify(text).topics} == {top}

    def test_a_step_that_is_threatened_is_a_topic_beside_its_matter(
        self, classifier: Classifier
    ) -> None:
        verdict = classifier.classify("我要投诉到12315，菜里有异物，老人过敏住院")
        tops = [top_of(topic.code) for topic in verdict.topics]
        assert tops == ["food_safety", "trust"]
