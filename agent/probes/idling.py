"""Working only when nobody else wants the machine: processor and disk at idle priority."""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def idle() -> None:
    """This process from now on. Where the system refuses, it works on as it is.

    Source: sched(7), SCHED_IDLE; ioprio_set(2); Microsoft Learn, "SetPriorityClass".
    """
    try:
        import psutil
    except ImportError:  # the probes say so
        return
    with suppress(OSError, psutil.Error, AttributeError, ValueError):
        me = psutil.Process()
        if sys.platform == "win32":
            me.nice(psutil.IDLE_PRIORITY_CLASS)
            me.ionice(psutil.IOPRIO_VERYLOW)
        else:
            os.nice(19)
            me.ionice(psutil.IOPRIO_CLASS_IDLE)
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
