"""Answers that no figure counts are kept, and say why."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.followup import operations
from services.followup.errors import ReasonUnknown
from services.followup.models import Survey
from services.followup.operations.surveys import Answer, Source
from services.followup.rules.surveys import Guard, excluded_because, is_within
from services.followup.rules.webhooks import Signed, is_genuine, signature
from tests.fixtures.followup import Desk

SECRET = "whsec_" + base64.b64encode(b"a key of the tests, 32 characters").decode()
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


def answers(desk: Desk, token: str, source: Source, **given: Any) -> Survey:
    answer = Answer(**{"score": 5, "solved": True, **given})
    found = operations.answer_survey(
        desk.session, token, answer, now=desk.now, policy=desk.policy, source=source
    )
    desk.session.commit()
    return found


class TestAnAnswerOfStaff:
    def test_closes_nothing_and_counts_nowhere(self, desk: Desk) -> None:
        born = desk.told_case()
        survey = answers(desk, desk.survey(born.case_id).token, Source(is_staff=True))
        assert (survey.excluded, desk.case(born.case_id).progress) == ("staff", "told")

    def test_gives_way_to_the_customer_s(self, desk: Desk) -> None:
        born = desk.told_case()
        token = desk.survey(born.case_id).token
        answers(desk, token, Source(is_staff=True))
        desk.turn(hours=30)
        survey = answers(desk, token, Source(), score=3)
        assert (survey.excluded, survey.score) == (None, 3)

    def test_never_replaces_the_customer_s(self, desk: Desk) -> None:
        born = desk.told_case()
        token = desk.survey(born.case_id).token
        answers(desk, token, Source(), score=1)
        survey = answers(desk, token, Source(is_staff=True))
        assert (survey.excluded, survey.score, survey.answers) == (None, 1, 2)


class TestADevice:
    def test_may_answer_a_few_surveys_a_day(self, desk: Desk) -> None:
        tokens = [desk.survey(desk.told_case().case_id).token for _ in range(7)]
        found = [answers(desk, token, Source(device="d" * 64)).excluded for token in tokens]
        assert found == [None] * 5 + ["device"] * 2

    def test_may_answer_its_own_survey_again(self, desk: Desk) -> None:
        token = desk.survey(desk.told_case().case_id).token
        found = [answers(desk, token, Source(device="d" * 64)).excluded for _ in range(9)]
        assert set(found) == {None}


class TestTheGuard:
    @pytest.mark.parametrize(
        ("given", "because"),
        [
            ({}, None),
            ({"address": "10.1.2.3"}, "staff"),
            ({"address": "::ffff:10.1.2.3"}, "staff"),
            ({"address": "11.1.2.3"}, None),
            ({"address": "testclient"}, None),
            ({"others_of_device": 5}, "device"),
            ({"comment": "店员说给好评就送饮料"}, "solicited"),
            ({"comment": "很好，给好评"}, None),
        ],
    )
    def test_says_why(self, given: dict[str, Any], because: str | None) -> None:
        usual: dict[str, Any] = {
            "is_staff": False,
            "address": None,
            "others_of_device": 0,
            "comment": None,
        }
        guard = Guard(staff_networks=["10.0.0.0/8"])
        assert excluded_because(guard, **{**usual, **given}) == because

    def test_takes_no_address_for_one(self) -> None:
        assert not is_within("", ["0.0.0.0/0"])


class TestReasons:
    def test_are_kept(self, desk: Desk) -> None:
        born = desk.told_case()
        token = desk.survey(born.case_id).token
        survey = answers(desk, token, Source(), score=2, reasons=("slow", "attitude"))
        assert survey.reasons == ["slow", "attitude"]

    def test_not_offered_are_refused(self, desk: Desk) -> None:
        token = desk.survey(desk.told_case().case_id).token
        with pytest.raises(ReasonUnknown):
            answers(desk, token, Source(), reasons=("nonsense",))


class TestASignature:
    def signed(self, **given: Any) -> Signed:
        plain = Signed("msg_1", str(int(NOW.timestamp())), "", b'{"score": 5}')
        right = f"v1,{signature(plain, SECRET)}"
        values = {"id": plain.id, "timestamp": plain.timestamp, "body": plain.body}
        return Signed(**{"signatures": right, **values, **given})

    def test_is_taken_among_others(self) -> None:
        right = self.signed().signatures
        assert is_genuine(self.signed(), SECRET, NOW)
        assert is_genuine(self.signed(signatures=f"v1a,xx v1,AAAA {right}"), SECRET, NOW)

    @pytest.mark.parametrize(
        "changed",
        [
            {"id": ""},
            {"id": "msg_2"},
            {"timestamp": ""},
            {"timestamp": "١٢٣"},
            {"timestamp": "9" * 40},
            {"body": b'{"score": 1}'},
            {"signatures": ""},
            {"signatures": "v1,\ud800"},
        ],
    )
    def test_covers_everything(self, changed: dict[str, Any]) -> None:
        assert not is_genuine(self.signed(**changed), SECRET, NOW)

    def test_is_good_for_five_minutes(self) -> None:
        assert is_genuine(self.signed(), SECRET, NOW + timedelta(seconds=300))
        assert not is_genuine(self.signed(), SECRET, NOW + timedelta(seconds=301))
        assert not is_genuine(self.signed(), SECRET, NOW - timedelta(seconds=301))

    def test_equals_the_published_example(self) -> None:
        """The example of the Standard Webhooks libraries."""
        message = Signed("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "", b'{"test": 2432232314}')
        secret = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        assert signature(message, secret) == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
