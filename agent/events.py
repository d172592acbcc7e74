"""The kinds of events an agent tells, and what each says; part of the catalogue of names."""

from __future__ import annotations

EVENTS = {
    "agent_started": "the agent began, with its version",
    "agent_stopped": "the agent was stopped in order",
    "filesystem_read_only": "the kernel made a file system read-only: its disk may be failing",
    "batches_lost": "batches that waited on its disk were torn by a fault, dropped or thinned for"
    " room",
    "system_stopping": "the machine is being shut down or restarted, as its system announced",
    "system_suspending": "the machine is about to sleep",
    "system_resumed": "the machine woke",
    "power_changed": "mains or battery: the source of power changed, or how much is left",
    "power_lost": "mains power went: the machine is on its battery or its UPS",
    "power_back": "mains power came back",
    "battery_low": "a battery is nearly empty, and no mains power is there",
    "clock_jumped": "the wall clock was set, by so many seconds",
}
