"""Followup's command line: what every service has."""

from services.followup.app import build
from services.followup.settings import FollowupSettings
from shared.commands import Program, service_commands

PROGRAM = Program("followup", FollowupSettings, build)

app = service_commands(PROGRAM)
