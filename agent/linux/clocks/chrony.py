"""chrony, by `chronyc -c tracking`. Source: chronyc(1): any user may ask."""

from __future__ import annotations

from agent.linux.clocks.clock import Clock
from agent.probe import Host

_COLUMNS = 14
_PATIENCE = 4.0
_NOBODY = ("", "0.0.0.0", "7F7F0101")  # noqa: S104 (what chrony calls no server, and itself)


def read(host: Host) -> Clock:
    """What it says. Raises Nothing where there is none, OSError where it does not run."""
    return tracking(host.outside.run("chronyc", "-n", "-c", "tracking", patience=_PATIENCE))


def tracking(text: str) -> Clock:
    """Its columns: reference, name, stratum, moment of the last measurement, offset (s, slow is
    more than 0), … and the leap status. Raises OSError where it is something else."""
    columns = text.strip().split(",")
    if len(columns) != _COLUMNS:
        raise OSError(f"chronyc says {text.strip():.80}")
    reference, server, at, offset, leap = (*columns[:2], *columns[3:5], columns[13])
    named = "" if {reference, server} & set(_NOBODY) else server
    on = leap != "Not synchronised"
    try:
        return Clock("chrony", named, on, int(float(at)) or None, float(offset) if on else None)
    except ValueError:
        raise OSError(f"chronyc says {text.strip():.80}") from None
