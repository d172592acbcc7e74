r"""Which edition of SQL Server an engine is: one is free, others are not, and all are named alike.

Source: Microsoft Learn, "File Locations for Default and Named Instances of SQL Server": instances
by `Instance Names\SQL`, each with a key `Setup`.
"""

from __future__ import annotations

from agent.outside import Outside
from agent.report import Row
from agent.windows.text import first, plain

_KEY = r"HKLM\SOFTWARE\Microsoft\Microsoft SQL Server"
_ENGINE = "Database Engine Services"


def editions(outside: Outside, wide: int) -> dict[str, str]:
    """`Express Edition`, by the version of the engine."""
    names = outside.values(rf"{_KEY}\Instance Names\SQL", wide=wide).values()
    setups = [outside.values(rf"{_KEY}\{plain(name)}\Setup", wide=wide) for name in names]
    return {first(one, "Version"): first(one, "Edition", "EditionType") for one in setups}


def named(row: Row, known: dict[str, str]) -> Row:
    """A program's row, with the edition in its name where it is an engine of a known one."""
    name, edition = str(row["name"]), known.get(str(row.get("version", "")), "")
    if _ENGINE not in name or not edition or edition in name:
        return row
    return {**row, "name": name.replace(_ENGINE, f"{edition} {_ENGINE}")}
