"""What systemd says of its units. Source: systemctl(1), `show`: it needs no rights."""

from __future__ import annotations

from agent.probe import Host, Nothing

_PATIENCE = 8.0
_RUNNING = ("active", "reloading", "activating")


def states(host: Host, *names: str) -> dict[str, str]:
    """ActiveState of those units that there are; empty where no systemd answers."""
    asked = ("--property=Id,LoadState,ActiveState", "--", *names)
    try:
        text = host.outside.run("systemctl", "show", *asked, patience=_PATIENCE)
    except (Nothing, OSError):
        return {}
    return of_text(text, names)


def of_text(text: str, names: tuple[str, ...]) -> dict[str, str]:
    """The same, of what `systemctl show` printed: a block for each name, in the order asked."""
    told = {}
    for name, block in zip(names, text.strip().split("\n\n"), strict=False):
        pairs = dict(row.partition("=")[::2] for row in block.splitlines())
        if pairs.get("LoadState") in ("loaded", "masked"):
            told[name] = pairs.get("ActiveState", "")
    return told


def running(state: str | None) -> bool:
    """Whether a unit in this state does its work."""
    return state in _RUNNING
