"""The console's types are those of the services' documents, and its packages name no host."""

import asyncio
import subprocess
from pathlib import Path

from embedded.documents import documents
from tests.fixtures.console import CONSOLE, built, node_environment

TYPES = CONSOLE / "src" / "api" / "types"


class TestTypes:
    def test_are_those_of_the_documents(self, tmp_path: Path) -> None:
        built()
        for name, text in asyncio.run(documents()).items():
            (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")

        subprocess.run(  # noqa: S603
            ["node", "scripts/types.mjs", tmp_path, tmp_path],  # noqa: S607
            cwd=CONSOLE,
            env=node_environment(),
            check=True,
            timeout=300,
        )

        for name in ("intake", "triage", "followup"):
            made, kept = (folder / f"{name}.ts" for folder in (tmp_path, TYPES))
            assert made.read_text() == kept.read_text(), f"run make console-types ({name})"


class TestSources:
    def test_hold_together(self) -> None:
        built()
        for word in ("check", "test"):
            done = subprocess.run(  # noqa: S603
                ["npm", "run", "--silent", word],  # noqa: S607
                cwd=CONSOLE,
                env=node_environment(),
                capture_output=True,
                text=True,
                check=False,
                timeout=600,
            )
            assert done.returncode == 0, done.stdout + done.stderr

    def test_lock_names_no_registry(self) -> None:
        assert "://registry" not in (CONSOLE / "package-lock.json").read_text()
