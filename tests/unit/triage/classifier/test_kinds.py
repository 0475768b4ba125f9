"""What the writer wants, and how glad or angry the text is."""

import pytest

from services.triage.classifier import Classifier


class TestKind:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("服务员爱答不理的，叫了好几遍都没人过来", "complaint"),
            ("酸菜鱼太咸了，根本没法吃", "complaint"),
            ("充了五百块，余额少了八十，打客服电话一直没人接", "complaint"),
            ("建议在门口加个放雨伞的架子", "suggestion"),
            ("要是能出个小份的套餐就好了", "suggestion"),
            ("今天的服务员小妹特别热情，菜也好吃，下次还来", "praise"),
            ("烤鸭外酥里嫩，绝了👍", "praise"),
            ("请问周末几点开门？", "inquiry"),
            ("生日券可以和团购一起用吗", "inquiry"),
            ("今天星期三", "other"),
            ("我在你们店摔倒了", "complaint"),
            ("<div><b>太难吃了</b></div>", "complaint"),
        ],
    )
    def test_says_what_the_writer_wants(self, classifier: Classifier, text: str, kind: str) -> None:
        assert classifier.classify(text).kind == kind

    def test_praise_with_a_but_leans_to_the_complaint(self, classifier: Classifier) -> None:
        verdict = classifier.classify("味道不错，但是上菜太慢了，等了一个小时")
        assert verdict.kind == "complaint"
        assert verdict.topics[0].code.startswith("waiting")

    def test_sarcasm_is_not_praise(self, classifier: Classifier) -> None:
        verdict = classifier.classify("呵呵，服务真好啊，等了半天没人理我")
        assert verdict.kind == "complaint"
        assert verdict.sentiment_label == "negative"

    def test_a_wish_after_a_complaint_stays_a_complaint(self, classifier: Classifier) -> None:
        text = "地上全是垃圾，桌子油腻腻的没人擦，太脏了，希望改进"
        assert classifier.classify(text).kind == "complaint"

    def test_traditional_characters_read_like_simplified_ones(self, classifier: Classifier) -> None:
        simplified = classifier.classify("服务员态度恶劣，等了很久")
        traditional = classifier.classify("服務員態度惡劣，等了很久")
        assert (traditional.kind, traditional.topics) == (simplified.kind, simplified.topics)

    def test_angry_emoji_alone_is_a_complaint(self, classifier: Classifier) -> None:
        assert classifier.classify("😡😡😡").kind == "complaint"


class TestSmallTalk:
    @pytest.mark.parametrize(
        "text", ["谢谢", "好的，谢谢您", "收到👌", "嗯嗯", "OK", "知道了！", "🙏"]
    )
    def test_courtesy_alone_is_small_talk(self, classifier: Classifier, text: str) -> None:
        verdict = classifier.classify(text)
        assert verdict.small_talk
        assert verdict.urgency == "low"

    @pytest.mark.parametrize(
        "text",
        [
            "不好",
            "谢谢，但是汤还是洒了",
            "好的，那退款什么时候到账",
            "？？？",
            "",
            "你们",
            "还没有收到",
        ],
    )
    def test_anything_more_is_not(self, classifier: Classifier, text: str) -> None:
        assert not classifier.classify(text).small_talk
