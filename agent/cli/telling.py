"""What `mkaguzi-agent` tells of itself: `status`, `check-config`, `unit`."""

from __future__ import annotations

from agent import clock, faring, settings, site_file
from agent import selftest as trial
from agent import unit as service
from agent.cli.args import Args
from agent.delivery import identity, trying
from agent.settings import Settings
from agent.trouble import Trouble


def status(args: Args, chosen: Settings) -> int:
    """Say how the agent fares."""
    now = clock.now()
    try:
        identity.load(chosen.state)
    except Trouble as trouble:
        if said := trying.told(chosen.state, site_file.beside(args.config), now.wall):
            raise Trouble(said, trouble.code) from None
        raise
    print("\n".join(faring.lines(chosen.state, now)))
    return 0 if faring.is_well(chosen.state, now) else 1


def selftest(_args: Args, chosen: Settings) -> int:
    """Try everything; 1 where something failed."""
    report = list(trial.lines(chosen))
    print("\n".join(report))
    return 0 if trial.is_well(report) else 1


def check(args: Args, chosen: Settings) -> int:
    """Say which settings are used."""
    file = args.config or settings.default_file()
    print(f"settings: {file if file.exists() else f'the defaults, for there is no {file}'}")
    print(f"state: {chosen.state}")
    print(f"spool: at most {chosen.spool_max >> 20} MiB")
    print(f"names of accounts: {'told' if chosen.names else 'not told'}")
    print(f"proxy: {chosen.proxy or 'none'}")
    return 0


def unit(_args: Args, _chosen: Settings) -> int:
    """Print the unit."""
    print(service.text(), end="")
    return 0
