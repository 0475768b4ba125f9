"""Dangerous words raise the urgency unless a guard takes them back."""

import pytest

from services.triage.classifier import Classifier
from services.triage.classifier.amended import AmendedClassifier
from services.triage.classifier.setup import Dictionary, Setup, Word

CRITICAL = [
    "吃完凉菜全家上吐下泻",
    "汤里捞出来一只虫子",
    "喝奶茶喝到一块玻璃碎片",
    "米线里有苍蝇，恶心死了",
    "吃完虾饺脸肿了，喉咙发痒，去了急诊",
    "孩子在滑梯上摔倒骨折了",
    "服务员把热汤洒我手上，烫伤了",
    "不解决我就打12315",
    "已经联系媒体了，等着曝光吧",
    "我要去法院起诉你们",
    "面包发霉了还在卖",
    "保安动手推了我一把",
    "买回来的牛奶已经过期三天",
    "鸡翅里面还是生的，带血",
    "味道不错，就是吃出一只蟑螂",
    "请问孩子吃了你们的蛋糕一直吐，怎么办",
    "There was glass in my salad",
]
TAKEN_BACK = [
    "还好没有人受伤，店员处理得很及时",
    "之前在别家吃出过蟑螂，你们这儿很干净",
    "隔壁那家店吃坏肚子，以后只来你们家",
    "好吃到爆炸！",
    "这个辣酱好吃到中毒，天天想",
    "请问这个蛋糕花生过敏能吃吗",
    "有没有不含牛奶的，孩子牛奶过敏能喝",
    "优惠券过期了能补吗",
    "小红书上看到推荐来的，果然好吃",
    "店员帮我报警找回了钱包，太感谢了",
    "塑料袋要收三毛钱",
    "消费者热线调解一般要几天",
    "本来打算打12345投诉，结果经理上门道歉，给个赞",
    "这碗粉难吃到我想报警",
    "便宜得让人想报警，老板快涨价吧",
    "去年烫伤那件事早就处理完了，这次是积分没到账",
    "我不想找记者，就想有人好好回我一句",
]

PLAIN = [
    "菜里有异物",
    "食物中毒了",
    "吃完过敏了",
    "我在店里受伤了",
    "我要找媒体",
    "打12315",
    "起诉你们",
]
TRIVIAL = ["今天星期三", "三号桌", "明天下雨", "周末", "少冰", "在吗"]


class TestUrgency:
    @pytest.mark.parametrize("text", PLAIN)
    def test_safety_words_said_plainly_are_critical(
        self, classifier: Classifier, text: str
    ) -> None:
        assert classifier.classify(text).urgency == "critical"

    @pytest.mark.parametrize("text", TRIVIAL)
    def test_nothing_is_read_into_trivial_texts(self, classifier: Classifier, text: str) -> None:
        assert classifier.classify(text).urgency in {"low", "normal"}

    def test_no_model_doubts_the_organisations_own_word(self) -> None:
        word = Word("嗡嗡侠", "critical", "hygiene.pests", None)
        amended = AmendedClassifier(Setup(dictionary=Dictionary(words=(word,))))
        (verdict,) = amended.classify_many(["墙角坐着一只嗡嗡侠，样子挺可爱"])
        assert verdict.urgency == "critical"
        assert any(topic.code.startswith("hygiene") for topic in verdict.topics)

    @pytest.mark.parametrize("text", CRITICAL)
    def test_danger_is_critical(self, classifier: Classifier, text: str) -> None:
        verdict = classifier.classify(text)
        assert verdict.urgency == "critical"
        assert verdict.kind == "complaint"

    @pytest.mark.parametrize("text", TAKEN_BACK)
    def test_guarded_danger_is_not(self, classifier: Classifier, text: str) -> None:
        assert classifier.classify(text).urgency in {"low", "normal"}

    @pytest.mark.parametrize("text", ["汤里有一根头发", "蛋糕里吃出一根头发", "生煎里咬到半根火柴"])
    def test_whatever_is_no_food_is_critical_in_it(self, classifier: Classifier, text: str) -> None:
        verdict = classifier.classify(text)
        assert verdict.urgency == "critical"
        assert verdict.kind == "complaint"

    @pytest.mark.parametrize(
        "text",
        [
            "头发掉进汤里的笑话，店员讲得真逗，好吃又好玩",
            "别家吃出过头发，你们从来没有",
            "吹头发的风筒很好用",
        ],
    )
    def test_talk_of_hair_is_not(self, classifier: Classifier, text: str) -> None:
        assert classifier.classify(text).urgency != "critical"

    @pytest.mark.parametrize("text", ["钢丝球才用两次就散了", "蟑螂药不管用", "创可贴在哪个货架"])
    def test_what_shops_sell_is_none_before_it_is_found(
        self, classifier: Classifier, text: str
    ) -> None:
        assert classifier.classify(text).urgency == "normal"

    @pytest.mark.parametrize("text", ["厨房里窜出来一只老鼠", "蟑螂在蛋糕上爬", "米袋里爬出小强"])
    def test_pests_at_food_are_critical(self, classifier: Classifier, text: str) -> None:
        assert classifier.classify(text).urgency == "critical"

    @pytest.mark.parametrize(
        "text", ["包间墙上爬着一只蟑螂", "酒店走廊里跑着一只老鼠", "衣柜里全是小强"]
    )
    def test_pests_elsewhere_are_high(self, classifier: Classifier, text: str) -> None:
        assert classifier.classify(text).urgency == "high"

    def test_a_hazard_in_a_suggestion_is_not_an_injury(self, classifier: Classifier) -> None:
        verdict = classifier.classify("建议门口放个防滑垫，以免老人滑倒")
        assert verdict.kind == "suggestion"
        assert verdict.urgency != "critical"

    def test_ordinary_complaints_are_normal(self, classifier: Classifier) -> None:
        assert classifier.classify("奶茶太甜了，不好喝").urgency == "normal"

    def test_praise_and_suggestions_are_low(self, classifier: Classifier) -> None:
        assert classifier.classify("服务热情，点赞").urgency == "low"
        assert classifier.classify("建议增加儿童餐").urgency == "low"

    def test_a_danger_deep_in_a_long_text_is_found(self, classifier: Classifier) -> None:
        padding = "今天和朋友来吃饭，聊得很开心。" * 150
        text = f"{padding}结果菜里吃出一只蟑螂。{padding}"[:5000]
        assert classifier.classify(text).urgency == "critical"
