"""How to reach the writer, masked by intake, says nothing of the matter."""

import pytest

from services.triage.classifier import Classifier
from services.triage.classifier.verdict import Verdict
from services.triage.learning.contacts import without_contacts
from services.triage.learning.trainer import shipped_examples
from shared.masking import mask_numbers

CONTACTS = [
    "，请回电13800138000",
    "。13911112222",
    "，打138 1111 2222找我",
    "（电话：+86-138-1111-2222）",
    "，联系电话0571-88776655",
    "，麻烦联系li@qq.com，谢谢",
    "，身份证310101199001011234",
    "，退到银行卡6222021234567894",
]
ALMOST_ALL = 0.93


def judged(verdict: Verdict) -> tuple[str, str, str]:
    return verdict.kind, verdict.sentiment_label, verdict.urgency


class TestVerdict:
    @pytest.mark.parametrize("contact", CONTACTS)
    def test_of_nearly_every_golden_text_is_the_same_with_a_contact(
        self, classifier: Classifier, contact: str
    ) -> None:
        texts = [example.text for example in shipped_examples("golden")]
        alone = classifier.classify_many(texts)
        reachable = classifier.classify_many([mask_numbers(text + contact) for text in texts])
        same = sum(
            judged(one) == judged(other) for one, other in zip(alone, reachable, strict=True)
        )
        assert same > ALMOST_ALL * len(texts)

    def test_of_a_dinner_with_a_cockroach_is_a_critical_complaint(
        self, classifier: Classifier
    ) -> None:
        verdict = classifier.classify("汤里有只蟑螂，请回电138****8000")
        assert (verdict.kind, verdict.urgency) == ("complaint", "critical")

    def test_of_an_advertisement_stays_other(self, classifier: Classifier) -> None:
        assert classifier.classify("代开发票，加微信同号138****8000").kind == "other"


class TestWithoutContacts:
    @pytest.mark.parametrize("contact", CONTACTS)
    def test_only_the_contact_is_blank(self, contact: str) -> None:
        text = mask_numbers(f"面凉了{contact}")
        assert without_contacts(text) == "面凉了".ljust(len(text))

    @pytest.mark.parametrize(
        "text", ["你他**的", "五星*好评", "一张1.8*2米的桌子", "等了40分钟", "#*#", ""]
    )
    def test_other_stars_and_numbers_stay(self, text: str) -> None:
        assert without_contacts(text) == text

    def test_what_comes_after_stays(self) -> None:
        text = "电话138****8000，面还是凉的"
        assert without_contacts(text).strip() == "，面还是凉的"
