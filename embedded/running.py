"""`huiyin run`: the embedded system from an empty folder to a clean stop."""

import sys

from embedded.folder import DataFolder, DataFolderError
from embedded.program import SPARED
from embedded.sample import is_peopled, load_sample, show, show_first_step
from embedded.schemas import upgrading_apart
from embedded.settings import SystemSettings
from shared import logs
from shared.clock import SystemClock
from shared.command_run import fail, run, warn_of_unknown_variables
from shared.memory import give_back, keep_little, kept, share_arenas, without
from shared.serving import listen, serve
from shared.settings import SettingsError

SWITCH_SECONDS = 0.001


def start() -> None:
    """Be `huiyin run`: serve until told to stop, or say in one sentence why that cannot be."""
    try:
        run(run_embedded(SystemSettings.load()))
    except (SettingsError, DataFolderError) as error:
        fail(str(error))


async def run_embedded(settings: SystemSettings) -> None:
    """Serve the embedded system until SIGINT or SIGTERM.

    Raises SettingsError, DataFolderError, CannotListenError or SchemaMismatchError, each one clear
    sentence, before anything is changed.
    """
    refuse_distributed(settings)
    # The consumers' threads give the accept path its turn within a millisecond instead of five.
    sys.setswitchinterval(SWITCH_SECONDS)
    share_arenas()
    keep_little()
    with DataFolder(settings.own.data_dir):
        bound = listen(settings.own.host, settings.own.port)
        upgrading = await upgrading_apart(settings)
        # Loads for two seconds: whoever cannot start is told before.
        with kept(), without(*SPARED):
            from embedded.system import EmbeddedSystem

            if upgrading is not None:
                await upgrading.wait()
            system = await EmbeddedSystem.build(settings)
        try:
            intake, triage = (system.services[name].database for name in ("intake", "triage"))
            if settings.own.sample:
                now = SystemClock().now()
                show(await load_sample(intake, triage, settings, now=now), settings)
            elif not await triage.read(is_peopled):
                show_first_step()
            logs.configure("embedded", settings.own.log_level)
            warn_of_unknown_variables()
            await system.start()
            give_back()
            await serve(system.app, bound, trusted_proxies=settings.own.trusted_proxies)
        finally:
            await system.stop()


def refuse_distributed(settings: SystemSettings) -> None:
    if settings.own.bus_url is not None:
        raise SettingsError(
            "HUIYIN_BUS_URL is set, but 'huiyin run' hands events over inside its own process; "
            "unset it, or start 'huiyin SERVICE web' and 'huiyin SERVICE worker' for each service."
        )
