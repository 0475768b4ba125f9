"""A RabbitMQ broker of our own on 127.0.0.1 with a private port mapper, node name and data."""

import os
from pathlib import Path

from deploy.local.containers import Container, answers
from deploy.local.ports import HOST, free_port, is_open
from deploy.local.processes import ChildProcess
from deploy.local.programs import RABBITMQ
from deploy.local.server import LocalServer

IMAGE = "rabbitmq:4.1.4-alpine"
USER = "huiyin"
_NODE = "huiyin@localhost"
# A protocol header; the broker answers with Connection.Start once its listeners take clients.
_GREETING = b"AMQP\x00\x00\x09\x01"
# Spinning schedulers starve everything else on two cores; line numbers cost a third of the start.
_EMULATOR = "+L +sbwt none +sbwtdcpu none +sbwtdio none"
_CONFIGURATION = """\
listeners.tcp.1 = {host}:{port}
distribution.listener.interface = {host}
distribution.listener.port_range.min = {distribution}
distribution.listener.port_range.max = {distribution}
default_user = {user}
default_pass = {password}
loopback_users = none
disk_free_limit.absolute = 50MB
vm_memory_high_watermark.absolute = 1GB
collect_statistics_interval = 60000
log.console = true
log.console.level = warning
log.file = false
"""


class RabbitServer(LocalServer):
    """RabbitMQ over AMQP 0-9-1, one user with a random password."""

    program = RABBITMQ
    account_name = "rabbitmq"
    _port_mapper: ChildProcess | None = None
    _mapper_port = 0

    @property
    def url(self) -> str:
        return f"amqp://{USER}:{self._password()}@{HOST}:{self.port}/"

    def stop(self) -> None:
        """Stop the broker and its port mapper; a temporary folder goes with them."""
        self._halt()
        if self._port_mapper is not None:
            self._port_mapper.stop()
        super().stop()

    def _launch(self, binary: Path) -> ChildProcess:
        self._ensure_port_mapper()
        self._configure()
        process = ChildProcess(
            "RabbitMQ",
            [binary],
            log=self.log,
            environment=self._environment(),
            folder=self.folder,
            account=self.account,
        )
        process.start()
        self._process = process
        process.wait_until(lambda: answers(self.port, _GREETING), seconds=90)
        return process

    def _ensure_port_mapper(self) -> None:
        """Run Erlang's epmd as a child: the broker would leave a daemon of its own behind."""
        if self._port_mapper is not None and self._port_mapper.is_running:
            return
        self._mapper_port = free_port()
        self._port_mapper = ChildProcess(
            "epmd",
            ["epmd", "-port", str(self._mapper_port), "-address", HOST],
            log=self.folder / "epmd.log",
            folder=self.folder,
            account=self.account,
        )
        self._port_mapper.start()
        self._port_mapper.wait_until(lambda: is_open(self._mapper_port), seconds=10)

    def _configure(self) -> None:
        text = _CONFIGURATION.format(
            host=HOST,
            port=self.port,
            distribution=free_port(),
            user=USER,
            password=self._password(),
        )
        for name, content in (("rabbitmq.conf", text), ("enabled_plugins", "[].\n")):
            path = self.folder / name
            path.write_text(content)
            path.chmod(0o600)
            self._hand_over(path)

    def _environment(self) -> dict[str, str]:
        one_scheduler = " +S 1" if self._is_temporary else ""
        return {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "LANG": "C.UTF-8",
            "HOME": str(self.folder),
            "ERL_EPMD_PORT": str(self._mapper_port),
            "ERL_EPMD_ADDRESS": HOST,
            "RABBITMQ_NODENAME": _NODE,
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "logs"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": _EMULATOR + one_scheduler,
        }

    def _container_for(self, engine: Path) -> Container:
        volume = f"huiyin-rabbitmq-{self.folder.stat().st_ino}:/var/lib/rabbitmq"
        return Container(
            engine=engine,
            image=IMAGE,
            name=f"huiyin-rabbitmq-{self.port}",
            port=self.port,
            inner_port=5672,
            environment={
                "RABBITMQ_DEFAULT_USER": USER,
                "RABBITMQ_DEFAULT_PASS": self._password(),
                "RABBITMQ_NODENAME": _NODE,
            },
            greeting=_GREETING,
            volume=None if self._is_temporary else volume,
        )
