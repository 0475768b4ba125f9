"""A mail server on this machine, for tests: Dovecot with one account, run without root."""

import grp
import os
import pwd
from pathlib import Path

from deploy.local.errors import CannotStartError
from deploy.local.ports import HOST, is_free, is_open
from deploy.local.processes import ChildProcess
from deploy.local.programs import DOVECOT
from deploy.local.server import LocalServer

_CONFIGURATION = """\
protocols = imap
listen = {host}
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
first_valid_uid = 1
first_valid_gid = 1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
namespace inbox {{
  inbox = yes
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


class DovecotServer(LocalServer):
    """IMAP on one port without encryption: any user name, one password."""

    program = DOVECOT
    account_name = "dovecot"
    may_be_in_memory = True

    @property
    def url(self) -> str:
        return f"imap://{HOST}:{self.port}"

    @property
    def password(self) -> str:
        """The password of every mailbox."""
        return self._password()

    def _launch(self, binary: Path) -> ChildProcess:
        if not is_free(self.port):
            raise CannotStartError(f"Port {self.port} of {HOST} is taken: choose another.")
        configuration = self.folder / "dovecot.conf"
        configuration.write_text(self._configuration())
        self._hand_over(configuration)
        process = ChildProcess(
            "dovecot",
            [binary, "-F", "-c", configuration],
            log=self.log,
            folder=self.folder,
            account=self.account,
        )
        process.start()
        self._process = process
        process.wait_until(lambda: is_open(self.port), seconds=10)
        return process

    def _configuration(self) -> str:
        uid = self.account.uid if self.account else os.geteuid()
        gid = self.account.gid if self.account else os.getegid()
        return _CONFIGURATION.format(
            host=HOST,
            port=self.port,
            folder=self.folder,
            password=self._password(),
            user=pwd.getpwuid(uid).pw_name,
            group=grp.getgrgid(gid).gr_name,
            uid=uid,
            gid=gid,
        )
