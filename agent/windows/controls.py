"""What Windows says to a service while it runs, and what the agent makes of it. Pure.

Source: Microsoft Learn, "HandlerEx callback function" and "Power Management Events".
"""

from __future__ import annotations

STOP, SHUTDOWN, POWER, PRESHUTDOWN = 0x1, 0x5, 0xD, 0xF
"""SERVICE_CONTROL_*: stop, the system goes down, the power changed, the system is about to go."""
_POWER = {
    0x4: "system_suspending",  # PBT_APMSUSPEND
    0xA: "power_changed",  # PBT_APMPOWERSTATUSCHANGE
    0x12: "system_resumed",  # PBT_APMRESUMEAUTOMATIC: at each wake, with or without a user
}


def announced(control: int, event: int) -> str:
    """The kind of event that a control tells of, as `agent.events` names it; empty: none."""
    if control in (SHUTDOWN, PRESHUTDOWN):
        return "system_stopping"
    return _POWER.get(event, "") if control == POWER else ""


def ends(control: int) -> bool:
    """Whether the service must end now."""
    return control in (STOP, SHUTDOWN, PRESHUTDOWN)
