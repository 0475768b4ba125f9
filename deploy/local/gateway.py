"""The gateway on this machine: nginx with the same site file as the containers."""

import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from deploy.local.accounts import remove_folder
from deploy.local.errors import CannotStartError
from deploy.local.ports import HOST, is_free, is_open
from deploy.local.processes import ChildProcess
from deploy.local.programs import NGINX
from deploy.local.server import LocalServer

RELEASE_SECONDS = 10.0
_REPOSITORY = Path(__file__).resolve().parents[2]
_TEMPLATES = _REPOSITORY / "deploy" / "gateway"
_CONSOLE = _REPOSITORY / "console" / "dist"
_UNBUILT = _REPOSITORY / "embedded" / "unbuilt.html"


def render(template: str, values: Mapping[str, str]) -> str:
    """Fill `${NAME}` placeholders and leave nginx's own `$variables` alone, as envsubst does."""
    for name, value in values.items():
        template = template.replace("${" + name + "}", value)
    return template


class Gateway(LocalServer):
    """nginx on one port, sending each service's prefix to the ports of its web processes."""

    program = NGINX
    account_name = "www-data"

    def __init__(
        self,
        upstreams: Mapping[str, Sequence[int]],
        folder: Path | None = None,
        *,
        port: int | None = None,
        console: Path = _CONSOLE,
    ) -> None:
        super().__init__(folder, port=port)
        self._upstreams = upstreams
        self._console = console

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def _launch(self, binary: Path) -> ChildProcess:
        if not self._is_port_released():
            raise CannotStartError(
                f"Port {self.port} of {HOST} is taken or not allowed:"
                " choose another with HUIYIN_PORT."
            )
        self._write_files()
        files = {"-p": "", "-c": "nginx.conf", "-e": "error.log"}
        options = [part for flag, name in files.items() for part in (flag, str(self.folder / name))]
        process = ChildProcess(
            "nginx",
            [binary, *options],
            log=self.log,
            folder=self.folder,
            account=self.account,
        )
        process.start()
        self._process = process
        process.wait_until(lambda: is_open(self.port), seconds=10)
        return process

    def _is_port_released(self) -> bool:
        """Say whether the port is free; after a kill our own workers hold it for a moment."""
        deadline = time.monotonic() + (0 if self._process is None else RELEASE_SECONDS)
        while not is_free(self.port):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def _write_files(self) -> None:
        for name, text in self._configuration().items():
            (self.folder / name).write_text(text)
        self._copy_site(self.folder / "site")
        self._hand_over(*self.folder.rglob("*"))

    def _copy_site(self, site: Path) -> None:
        """Copy the pages: the account nginx drops to may not be able to enter the checkout."""
        remove_folder(site)
        site.mkdir()
        shutil.copy(_UNBUILT, site / "index.html")
        if self._console.is_dir():
            shutil.copytree(self._console, site / "console")

    def _configuration(self) -> dict[str, str]:
        values = {
            "GATEWAY_FOLDER": str(self.folder),
            "GATEWAY_LISTEN": f"{HOST}:{self.port}",
            "GATEWAY_RESOLVER": "",
            "SITE_ROOT": str(self.folder / "site"),
            **{f"{name.upper()}_SERVERS": _servers(p) for name, p in self._upstreams.items()},
        }
        return {
            "nginx.conf": render((_TEMPLATES / "local.conf.template").read_text(), values),
            "huiyin.conf": render((_TEMPLATES / "huiyin.conf.template").read_text(), values),
        }


def _servers(ports: Sequence[int]) -> str:
    return " ".join(f"server {HOST}:{port} max_fails=0;" for port in ports)
