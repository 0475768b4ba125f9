"""English is judged by what it says: everyday words are no danger, and dangers are found."""

import pytest

from services.triage.classifier import Classifier
from services.triage.classifier.lexicon import Lexicon

ORDINARY = [
    "My husband asked for the bill twice and the waiter ignored him",
    "the kids were bored because there was nothing to play with",
    "We waited fifty minutes for two coffees, my wife was furious",
    "my size was meant to be in the shop by Monday and it still is not there",
    "soup was cold and way too salty",
    "My parcel says delivered but I never got it",
    "Parking cost me more than the lunch",
    "no sockets and the wifi kept dropping",
    "The coffee was burnt and the toast was soggy",
    "My coupon had expired the day before and nobody warned me",
    "I've been on hold so long I nearly fainted with boredom",
    "The metal handle came off my new pan",
]
DANGERS = [
    "My daughter bit on a piece of metal in her rice",
    "We were both throwing up all night after your oysters",
    "my lips swelled up like balloons after the first bite",
    "The chicken was still raw inside",
    "green mould all over the bread you sold me yesterday",
    "I slipped on your wet stairs and broke my wrist",
    "Your guard punched my brother in the face",
    "a rat ran through the kitchen, we could see it from our table",
    "There is a strong smell of gas by the back door",
    "My lawyer will write to you on Monday",
    "I am posting this on TikTok tonight with the photos",
    "The baby formula had expired in March",
]
# A danger that is denied, not yet there or a figure of speech.
SPARED = [
    "The fish was not poisoned or anything, it just had no taste at all",
    "There was no mould, just a very boring cake",
    "Your app crashed and burned when I tried to pay",
]
GLAD = [
    "Our waitress was lovely and so patient with the children",
    "Best dumplings in town, my husband had seconds",
    "Fast delivery, everything still hot, thank you",
]


class TestEnglish:
    @pytest.mark.parametrize("text", ORDINARY)
    def test_everyday_complaint_is_a_normal_one(self, text: str, classifier: Classifier) -> None:
        verdict = classifier.classify(text)
        assert (verdict.kind, verdict.urgency) == ("complaint", "normal")

    @pytest.mark.parametrize("text", DANGERS)
    def test_danger_is_critical(self, text: str, classifier: Classifier) -> None:
        assert classifier.classify(text).urgency == "critical"

    @pytest.mark.parametrize("text", SPARED)
    def test_danger_that_is_none_is_not_critical(self, text: str, classifier: Classifier) -> None:
        assert classifier.classify(text).urgency != "critical"

    @pytest.mark.parametrize("text", GLAD)
    def test_praise_is_praise(self, text: str, classifier: Classifier) -> None:
        verdict = classifier.classify(text)
        assert (verdict.kind, verdict.urgency) == ("praise", "low")

    def test_words_between_spaces_hide_no_danger_within_them(self) -> None:
        assert "chair" in Lexicon().entries
