"""Pages are readable by everybody, light or dark, and hold nothing they were not given."""

import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from starlette.requests import Request

from shared import pages
from shared.pages import Pages

STYLE = (Path(pages.__file__).parent / "static" / "huiyin.css").read_text()
READABLE = 4.5  # WCAG 2.2, 1.4.3
VISIBLE = 3.0  # WCAG 2.2, 1.4.11

TEMPLATE = """{% extends "base.html.j2" %}
{% import "fields.html.j2" as fields %}
{% block title %}{{ title }}{% endblock %}
{% block content %}
{{ fields.line("phone", "手机", value=value, hint="选填", error=error) }}
{{ fields.words("text", "内容", value=value) }}
{{ fields.choice("score", "评分", [(1, "差"), (5, "好")], value=5) }}
{% endblock %}
"""


def request(path: str = "/f/code", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": path, "headers": raw, "root_path": ""})


def themes() -> dict[str, dict[str, str]]:
    """Return the colors by theme, names without dashes."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)) for block in blocks)
    return {"light": light, "dark": {**light, **dark}}


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.fixture
def sample(tmp_path: Path) -> Pages:
    (tmp_path / "form.html.j2").write_text(TEMPLATE)
    return Pages([tmp_path])


class TestColors:
    @pytest.mark.parametrize("theme", ["light", "dark"])
    @pytest.mark.parametrize(
        ("ink", "ground", "least"),
        [
            ("ink", "paper", READABLE),
            ("ink", "ground", READABLE),
            ("ink", "good-ground", READABLE),
            ("quiet", "paper", READABLE),
            ("quiet", "ground", READABLE),
            ("accent", "paper", READABLE),
            ("accent-ink", "accent", READABLE),
            ("wrong", "paper", READABLE),
            ("wrong", "wrong-ground", READABLE),
            ("field", "paper", VISIBLE),
        ],
    )
    def test_stand_out(self, theme: str, ink: str, ground: str, least: float) -> None:
        colors = themes()[theme]

        assert contrast(colors[ink], colors[ground]) >= least


class TestRender:
    def test_escapes_what_it_is_given(self, sample: Pages) -> None:
        wild = "<script>alert(1)</script>\"'>"
        answer = sample.render(
            request(), "form.html.j2", {"title": wild, "value": wild, "error": wild}
        )

        html = bytes(answer.body).decode()
        assert "<script" not in html
        assert "&lt;script&gt;" in html

    def test_puts_the_error_beside_its_field(self, sample: Pages) -> None:
        context = {"title": "x", "value": "", "error": "请填写"}
        html = bytes(sample.render(request(), "form.html.j2", context).body).decode()

        assert 'aria-describedby="phone-hint phone-error" aria-invalid="true"' in html
        assert '<p class="error" id="phone-error">请填写</p>' in html
        assert 'value="5" checked' in html
        assert "aria-describedby" not in html.partition("<textarea")[2].partition(">")[0]

    def test_fails_for_what_it_was_not_given(self, sample: Pages) -> None:
        with pytest.raises(UndefinedError):
            sample.render(request(), "form.html.j2", {"title": "x"})

    def test_runs_no_script_unless_told(self, sample: Pages) -> None:
        context = {"title": "x", "value": "", "error": ""}
        without = sample.render(request(), "form.html.j2", context)
        with_scripts = sample.render(request(), "form.html.j2", context, scripts=True)

        assert "script-src" not in without.headers["content-security-policy"]
        assert "script-src 'self';" in with_scripts.headers["content-security-policy"]
        assert "unsafe" not in with_scripts.headers["content-security-policy"]

    @pytest.mark.parametrize(
        ("path", "link"),
        [("/x", '"static/'), ("/f/c", '"../static/'), ("/a/b/c", '"../../static/')],
    )
    def test_finds_its_files_from_any_depth(self, sample: Pages, path: str, link: str) -> None:
        context = {"title": "x", "value": "", "error": ""}
        html = bytes(sample.render(request(path), "form.html.j2", context).body).decode()

        assert f"href={link}huiyin.css?v=" in html

    def test_speaks_the_readers_language(self, sample: Pages) -> None:
        context = {"title": "x", "value": "", "error": ""}
        english = sample.render(request(accept_language="en"), "form.html.j2", context)

        assert english.headers["content-language"] == "en"
        assert 'lang="en"' in bytes(english.body).decode()
