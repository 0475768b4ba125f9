"""The document is shown by a Swagger UI that knows OpenAPI 3.0 only."""

from typing import Any

import pytest

from shared.openapi import earlier, readable_by_swagger


class TestReadableBySwagger:
    def test_is_three_zero_and_leaves_the_document_alone(self) -> None:
        document = {"openapi": "3.1.0", "paths": {"/x": {"get": {"examples": ["a"]}}}}

        assert readable_by_swagger(document)["openapi"] == "3.0.3"
        assert document["openapi"] == "3.1.0"

    @pytest.mark.parametrize(
        ("schema", "older"),
        [
            (
                {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "T"},
                {"title": "T", "type": "string", "nullable": True},
            ),
            (
                {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
                {"anyOf": [{"type": "string"}, {"type": "integer"}], "nullable": True},
            ),
            ({"anyOf": [{"type": "string"}]}, {"anyOf": [{"type": "string"}]}),
            ({"const": "a"}, {"enum": ["a"]}),
            ({"exclusiveMinimum": 0}, {"minimum": 0, "exclusiveMinimum": True}),
            ({"examples": ["a", "b"]}, {"example": "a"}),
            ({"properties": {"const": {"type": "string"}}}, None),
        ],
    )
    def test_says_the_same_in_older_words(
        self, schema: dict[str, Any], older: dict[str, Any] | None
    ) -> None:
        assert earlier(schema) == (older or schema)
