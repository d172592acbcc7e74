"""What makers leave where a value belongs: texts that are no facts."""

from __future__ import annotations

_FILLERS = frozenset(
    " | ".join(
        (
            "(null string) | (null) | - | -- | . | 0 | 00000000 | 0123456789 | 12345 | 1234567890",
            "all series | asset tag | base board serial number | chassis manufacturer",
            "chassis serial number | chassis version | default string | default_string | empty",
            "family | fill by oem | invalid | manufacturer | module manufacturer",
            "module part number | n/a | na | nil | no asset information | no asset tag",
            "no module installed | none | not applicable | not available | not specified | null",
            "o.e.m. | oem | oem_serial | part number | product name | serial number | sku",
            "standard | system manufacturer | system name | system product name",
            "system serial number | system version | systemserialnumb | to be filled by o.e.m.",
            "to be filled by oem | tobefilledbyo.e.m. | type2 - board serial number | undefined",
            "unknow | unknown | x | x.x | xxxxxxxxxxx",
        )
    ).split(" | ")
)
"""Casefolded; collected from real machines."""


def is_value(text: str) -> bool:
    """Whether a text says something, not a filler."""
    plain = text.strip().casefold()
    return plain not in _FILLERS and bool(plain.strip("0 .-_\0"))
