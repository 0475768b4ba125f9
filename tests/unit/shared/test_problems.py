"""Refusals say what happened in the reader's language and nothing of what they should not."""

from starlette.requests import Request
from starlette.responses import Response

from shared.problem_answers import Answers, problem_for
from shared.problems import (
    MEDIA_TYPE,
    Conflict,
    FieldError,
    NotFound,
    Problem,
    ServiceUnavailable,
    TooManyRequests,
    Unauthorized,
    UnprocessableContent,
)


class IllegalMove(Conflict):
    pass


class TestDetail:
    def test_repeats_no_number_typed_into_the_wrong_field(self) -> None:
        said = UnprocessableContent(
            zh="没有门店13812345678。", en="There is no store 13812345678.", pointer="/13812345678"
        )

        assert said.body("zh")["detail"] == "没有门店138****5678。"
        assert said.body("en")["errors"] == [
            {"pointer": "/138****5678", "detail": "There is no store 138****5678."}
        ]


def request(path: str = "/", root_path: str = "", **headers: str) -> Request:
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": path,
            "root_path": root_path,
            "query_string": b"",
            "headers": [
                (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
            ],
        }
    )


class TestProblem:
    def test_takes_its_type_from_the_class_name(self) -> None:
        assert IllegalMove.type == "urn:huiyin:problem:illegal-move"
        assert IllegalMove.status == 409

    def test_speaks_both_languages(self) -> None:
        problem = IllegalMove(zh="不能这样", en="Not so", extra={"legal": ["start"]})

        assert problem.body("zh")["detail"] == "不能这样"
        assert problem.body("en") == {
            "legal": ["start"],
            "type": "urn:huiyin:problem:illegal-move",
            "title": "In conflict with the present state",
            "status": 409,
            "detail": "Not so",
            "errors": [],
        }

    def test_names_the_field_it_is_about(self) -> None:
        problem = UnprocessableContent(
            pointer="/store_code",
            zh="没有这家门店",
            en="No such store",
            errors=[FieldError("/rating", "太大", "Too large")],
        )

        assert problem.body("en")["errors"] == [
            {"pointer": "/rating", "detail": "Too large"},
            {"pointer": "/store_code", "detail": "No such store"},
        ]

    def test_has_errors_whatever_it_is(self) -> None:
        """A program may read them without asking whether they are there."""
        assert NotFound().body("en")["errors"] == []
        assert UnprocessableContent(zh="两者不合", en="The two do not fit").body("en")[
            "errors"
        ] == [{"pointer": "", "detail": "The two do not fit"}]

    def test_says_when_to_come_back(self) -> None:
        assert TooManyRequests(retry_after=1.2).headers["Retry-After"] == "2"
        assert ServiceUnavailable().headers["Retry-After"] == "1"

    def test_asks_for_a_credential(self) -> None:
        assert Unauthorized().headers == {"WWW-Authenticate": "Bearer"}


class TestAnswer:
    def test_is_problem_json_in_the_language_asked_for(self) -> None:
        answer = Answers().answer(request(accept_language="en"), NotFound())

        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-language"] == "en"
        assert "Accept-Language" in answer.headers["vary"]

    def test_is_a_page_for_a_browser_but_never_of_the_api(self) -> None:
        def page(_request: Request, _problem: Problem) -> Response:
            return Response(media_type="text/html")

        for path, root, kind in (
            ("/t/x", "", "text/html; charset=utf-8"),
            ("/v1x", "", "text/html; charset=utf-8"),
            ("/v1/feedback", "", MEDIA_TYPE),
            ("/intake/v1/feedback", "/intake", MEDIA_TYPE),
            ("/intake/v1", "/intake", MEDIA_TYPE),
        ):
            asked = request(path, root, accept="text/html,application/xhtml+xml,*/*;q=0.8")
            assert Answers(page).answer(asked, NotFound()).headers["content-type"] == kind, path

    def test_of_a_fault_of_ours_tells_nothing_about_it(self) -> None:
        problem = problem_for(request(), RuntimeError("password of 13800138000 is hunter2"))

        assert problem.status == 500
        assert "hunter2" not in str(problem.body("en"))

    def test_of_a_refusal_is_the_refusal(self) -> None:
        problem: Problem = IllegalMove()

        assert problem_for(request(), problem) is problem
