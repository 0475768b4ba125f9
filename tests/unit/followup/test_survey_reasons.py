"""What customers may tick: by topic, shipped until managers write their own."""

from datetime import time

from services.followup.models import SurveySetting
from services.followup.operations.survey_settings import InForce, asking_about, in_force
from services.followup.rules.survey_reasons import OF_ANY, OF_TOPIC, shipped
from shared.ids import new_id
from tests.fixtures.followup import Desk

ANY = [one["code"] for one in OF_ANY]


def codes(desk: Desk, *topics: str) -> list[str]:
    return [one["code"] for one in asking_about(desk.session, topics).reasons]


def setting(desk: Desk, topic: str | None, reasons: list[dict[str, str]]) -> None:
    row = SurveySetting(
        id=new_id(),
        topic=topic,
        delay_hours=6,
        from_time=time(9),
        until_time=time(21),
        reasons=reasons,
        updated_at=desk.now,
    )
    desk.session.add(row)
    desk.session.flush()


class TestReasons:
    def test_are_those_of_the_topic_and_what_fits_any(self, desk: Desk) -> None:
        assert codes(desk, "refund.late") == ["not_arrived", "amount_wrong", *ANY]
        assert codes(desk, "of_their_own") == ANY

    def test_of_several_topics_stay_few_and_stand_once(self, desk: Desk) -> None:
        found = codes(desk, "food_safety.illness", "safety.injury", "hygiene", "trust")
        assert found[:3] == ["no_cause", "no_proof", "no_medical"]
        assert len(found) == len(set(found)) <= 10

    def test_of_a_setting_take_their_place(self, desk: Desk) -> None:
        setting(desk, "hygiene", [{"code": "smell", "zh": "有异味", "en": "It smells"}])
        assert codes(desk, "hygiene.toilet") == ["smell"]

    def test_stay_where_a_setting_has_none(self, desk: Desk) -> None:
        setting(desk, "refund", [])
        assert asking_about(desk.session, ["refund.late"]).delay_hours == 6
        assert codes(desk, "refund.late")[0] == "not_arrived"

    def test_fit_a_page_and_a_form(self) -> None:
        for topic in OF_TOPIC:
            for one in shipped([topic]):
                assert all(0 < len(one[language]) <= 40 for language in ("zh", "en"))
                assert one["code"].replace("_", "").isalnum()


class TestWhatIsInForce:
    def test_is_shown_for_each_top_topic_and_for_all_others(self, desk: Desk) -> None:
        for code, active in (("hygiene", True), ("hygiene.insects", True), ("old", False)):
            desk.session.add(desk.kept("topic", code, active=active))
        assert [(one.topic, one.origin) for one in in_force(desk.session)] == [
            (None, "shipped"),
            ("hygiene", "shipped"),
        ]
        assert offered(desk, "hygiene") == ["still_dirty", "no_proof", *ANY]

    def test_is_a_topics_own_setting_or_else_the_general_one(self, desk: Desk) -> None:
        for code in ("hygiene", "refund"):
            desk.session.add(desk.kept("topic", code))
        setting(desk, None, [])
        setting(desk, "hygiene.toilet", [{"code": "smell", "zh": "有异味", "en": "It smells"}])
        setting(desk, "refund", [])
        assert {one.topic: one.origin for one in in_force(desk.session)} == {
            None: "own",
            "hygiene": "general",
            "hygiene.toilet": "own",
            "refund": "own",
        }
        assert {one.asking.delay_hours for one in in_force(desk.session)} == {6}
        assert offered(desk, "hygiene.toilet") == ["smell"]
        assert offered(desk, "refund")[0] == "not_arrived"
        assert offered(desk, "hygiene")[0] == "still_dirty"


def shown(desk: Desk, topic: str) -> InForce:
    return next(one for one in in_force(desk.session) if one.topic == topic)


def offered(desk: Desk, topic: str) -> list[str]:
    """Return the reasons that the settings say are offered, which are those that are."""
    found = [one["code"] for one in shown(desk, topic).asking.reasons]
    assert found == codes(desk, topic)
    return found
