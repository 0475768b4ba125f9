"""Servers that are away, or let nobody in: who starts a process reads which variable is wrong."""

import pytest
from sqlalchemy import make_url
from structlog.testing import capture_logs

from deploy.local.ports import HOST, free_port
from shared import migrations
from shared.commands import warn_if_away
from shared.database_address import DatabaseUnreachable
from shared.messaging.bus import PublishFailed
from shared.messaging.rabbit import RabbitBus


async def refusal(url: str) -> str:
    with pytest.raises(DatabaseUnreachable) as caught:
        await migrations.check(url, "intake")
    with pytest.raises(DatabaseUnreachable):
        await migrations.upgrade(url, "intake")
    return str(caught.value)


class TestPostgres:
    async def test_that_is_away_is_named_with_its_variable(self) -> None:
        port = free_port()

        said = await refusal(f"postgresql://intake:hidden@{HOST}:{port}/feedback")

        assert f"{HOST}:{port}/feedback" in said
        assert "HUIYIN_INTAKE_DATABASE_URL" in said
        assert "Connection refused" in said
        assert "hidden" not in said

    @pytest.mark.parametrize(
        ("part", "value", "why"),
        [
            ("password", "hidden", "password authentication failed"),
            ("database", "nonesuch", "does not exist"),
            ("query", {"colour": "red"}, "colour"),
        ],
    )
    async def test_that_lets_nobody_in_says_why(
        self, postgres_url: str, part: str, value: object, why: str
    ) -> None:
        url = make_url(postgres_url).set(**{part: value}).render_as_string(hide_password=False)  # type: ignore[arg-type]

        said = await refusal(url)

        assert why in said
        assert "HUIYIN_INTAKE_DATABASE_URL" in said
        assert "hidden" not in said

    async def test_takes_the_sslmode_of_libpq(self, postgres_url: str) -> None:
        url = make_url(postgres_url).update_query_dict({"sslmode": "prefer"})

        assert (
            await migrations.revision(url.render_as_string(hide_password=False), "intake") is None
        )


class TestSqlite:
    async def test_that_cannot_be_written_is_named_with_its_variable(self) -> None:
        with pytest.raises(DatabaseUnreachable, match="HUIYIN_INTAKE_DATABASE_URL"):
            await migrations.upgrade("sqlite:////proc/nowhere/intake.sqlite3", "intake")


class TestRabbit:
    @pytest.fixture
    def away(self) -> RabbitBus:
        return RabbitBus(f"amqp://huiyin:hidden@{HOST}:{free_port()}/")

    async def test_that_is_away_at_the_start_is_logged_with_its_variable(
        self, away: RabbitBus
    ) -> None:
        with capture_logs() as lines:
            await warn_if_away(away)

        (line,) = lines
        assert line["broker"] == away.place
        assert line["set_by"] == "HUIYIN_BUS_URL"
        assert "hidden" not in str(lines)

    async def test_that_takes_no_events_is_named_with_its_variable(self, away: RabbitBus) -> None:
        with pytest.raises(PublishFailed) as caught:
            await away.publish([])

        assert away.place in caught.value.reason
        assert "HUIYIN_BUS_URL" in caught.value.reason
        assert "hidden" not in caught.value.reason
