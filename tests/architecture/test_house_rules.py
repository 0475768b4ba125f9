"""The rules that hold the house up, read off the code itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = ("services", "shared", "embedded", "deploy", "demo", "benchmarks")
FORBIDDEN_NAMES = {"utils", "helper", "helpers", "manager", "common", "misc"}
LOOPS = {
    "shared/messaging/consumer.py",
    "shared/messaging/embedded.py",
    "shared/attempts.py",
    "shared/timers.py",
    "shared/composition.py",
    "shared/group_commit.py",
    "shared/middleware.py",
    "shared/sqlite.py",
}


def sources(*tops: str) -> Iterator[Path]:
    for top in tops or CODE:
        for path in sorted((ROOT / top).rglob("*.py")):
            if "/migrations/versions/" not in str(path):
                yield path


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


class TestCommit:
    def test_stands_in_one_file(self) -> None:
        found = {
            name_of(path)
            for path in sources("services", "shared", "embedded")
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "commit"
        }

        assert found == {"shared/sqlite.py", "shared/migrations.py"}


class TestSettings:
    def test_only_the_environment_readers_read_it(self) -> None:
        allowed = {"shared/settings.py", "services/triage/__init__.py"}  # numpy's own, before it
        readers = {
            name_of(path)
            for path in sources("services", "shared", "embedded")
            if re.search(r"os\.environ|os\.getenv", path.read_text())
        }

        assert readers <= allowed


class TestRoutes:
    def test_routers_are_the_house_s_own(self) -> None:
        found = [
            name_of(path)
            for path in sources("services", "shared", "embedded")
            if re.search(r"\bAPIRouter\(", path.read_text().replace("class Router(APIRouter)", ""))
        ]

        assert found == []


class TestRefusals:
    def test_nobody_raises_http_exception(self) -> None:
        found = [
            name_of(path)
            for path in sources("services", "embedded")
            if "HTTPException" in path.read_text()
        ]

        assert found == []

    def test_exceptions_are_caught_wholesale_only_where_failures_end(self) -> None:
        found = {
            name_of(path)
            for path in sources("services", "shared", "embedded")
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.ExceptHandler)
            and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
        }

        assert found <= LOOPS


class TestNames:
    def test_no_module_is_a_drawer_for_everything(self) -> None:
        found = [name_of(p) for p in sources() if p.stem in FORBIDDEN_NAMES]

        assert found == []

    def test_every_module_says_what_lives_there(self) -> None:
        silent = [
            name_of(path)
            for path in sources()
            if path.read_text().strip() and ast.get_docstring(parsed(path)) is None
        ]

        assert silent == []


class TestSizes:
    def test_functions_stay_small(self) -> None:
        lengths = [
            (node.end_lineno or node.lineno) - node.lineno + 1
            for path in sources("services", "shared", "embedded")
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]

        assert median(lengths) <= 12
        assert quantiles(lengths, n=10)[8] <= 40

    def test_files_stay_readable(self) -> None:
        long = {
            name_of(path): count
            for path in sources("services", "shared", "embedded")
            if (count := len(path.read_text().splitlines())) > 400
        }

        assert long == {}


class TestUnfinished:
    @pytest.mark.parametrize("mark", ["TO" + "DO", "FIX" + "ME", "XX" + "X"])
    def test_no_mark_of_unfinished_work(self, mark: str) -> None:
        found = [name_of(p) for p in sources() if re.search(rf"\b{mark}\b", p.read_text())]

        assert found == []


class TestPages:
    def test_no_asset_comes_from_another_host(self) -> None:
        pages = [
            path
            for top in ("services", "shared", "embedded", "deploy")
            for pattern in ("*.html", "*.j2", "*.css")
            for path in (ROOT / top).rglob(pattern)
        ]
        found = [
            name_of(path)
            for path in pages
            if re.search(r"""(src|href|url\()\s*=?\s*["'(]?https?://""", path.read_text())
        ]

        assert pages
        assert found == []
