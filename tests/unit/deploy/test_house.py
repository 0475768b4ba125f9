"""What the repository's own files promise a newcomer."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
REGISTRY = re.compile(
    r"((?<!no-emit-)index-url|pypi\.org|files\.pythonhosted|registry\.npmjs|npmmirror|tuna)"
)


class TestLock:
    def test_every_package_has_its_hash(self) -> None:
        text = (ROOT / "requirements.lock").read_text()
        packages = re.split(r"\n(?=\S)", text.strip())

        assert packages
        assert [one.split()[0] for one in packages if "--hash=sha256:" not in one] == []

    def test_names_no_address_of_a_registry(self) -> None:
        names = ["requirements.lock", "pyproject.toml", "Makefile", "deploy/setup.sh"]
        names += ["deploy/Dockerfile", "deploy/gateway/Dockerfile", "docker-compose.yml"]

        assert [name for name in names if REGISTRY.search((ROOT / name).read_text())] == []


class TestMakefile:
    def test_help_lists_every_word(self) -> None:
        text = (ROOT / "Makefile").read_text()
        phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
        assert phony

        done = subprocess.run(
            ["make", "--no-print-directory", "help"],  # noqa: S607 -- whichever make there is
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )

        listed = set(re.findall(r"^  make (\S+)", done.stdout, re.MULTILINE))
        assert listed == set(phony[1].split())

    def test_continuous_integration_uses_its_words(self) -> None:
        text = (ROOT / ".ci" / "run").read_text()

        assert re.findall(r"^make (\S+)$", text, re.MULTILINE) == ["lint", "test"]
