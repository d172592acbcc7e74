r"""A Windows of recordings: exported registry branches (.reg), dumps of WMI, answers of calls.

Key names are as the registry's: whole, and whatever their case. WMI's dumps hold text alone, so
numbers come as texts here; probes take both, as real ones give both.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from agent.outside import Outside
from agent.probe import Host
from agent.windows.registry import Value, Values

RECORDED = Path(__file__).parent.parent.parent / "shared" / "machines" / "windows"
WHERE = "the recorded machines lie beside the project, not in it"
_ROOTS = {"HKEY_LOCAL_MACHINE": "HKLM", "HKEY_USERS": "HKU", "HKEY_CLASSES_ROOT": "HKCR"}
_VALUE = re.compile(r'(@|"(?:\\.|[^"\\])*")=(.*)', re.DOTALL)
_OPEN = re.compile(r'(@|"(?:\\.|[^"\\])*")="(?:\\.|[^"\\])*', re.DOTALL)
"""A text whose closing quote is on a later line."""
_FROM = re.compile(r"\bFROM\s+(\w+)", re.IGNORECASE)
_NARROW = r"\Wow6432Node"

Registry = dict[str, Values]
Told = TypeVar("Told")


def text_of(file: Path) -> str:
    """An export's text: UTF-16 as Windows writes it, with or without its mark, else UTF-8."""
    raw = file.read_bytes()
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16")
    return raw.decode("utf-16-le" if raw[1:2] == b"\0" else "utf-8-sig")


def registry(text: str) -> Registry:
    """The keys of an export, each with its values."""
    found: Registry = {}
    values: Values = {}
    for line in _lines(text):
        if line.startswith("["):
            root, _, path = line[1 : line.rindex("]")].partition("\\")
            values = found.setdefault(f"{_ROOTS.get(root, root)}\\{path}", {})
        elif match := _VALUE.fullmatch(line):
            name = "" if match[1] == "@" else _unquoted(match[1])
            values[name] = _value(match[2].strip())
    return found


def _lines(text: str) -> Iterator[str]:
    """Lines whole again: a hexadecimal value goes on after a backslash, a text until its quote."""
    whole = ""
    for line in text.splitlines():
        whole += line.strip() if whole.endswith(",") else line
        if _OPEN.fullmatch(whole):
            whole += "\n"
        elif whole.endswith(",\\"):
            whole = whole[:-1]
        else:
            yield whole
            whole = ""


def _value(said: str) -> Value:
    if said.startswith('"'):
        return _unquoted(said)
    kind, _, data = said.partition(":")
    if kind == "dword":
        return int(data, 16)
    raw = bytes.fromhex(data.replace(",", " "))
    if kind == "hex(b)":
        return int.from_bytes(raw, "little")
    if kind == "hex(4)":
        return int.from_bytes(raw, "little")
    if kind == "hex(7)":
        return [part for part in raw.decode("utf-16-le", "replace").split("\0") if part]
    if kind in ("hex(2)", "hex(1)"):
        return raw.decode("utf-16-le", "replace").rstrip("\0")
    return raw


def _unquoted(said: str) -> str:
    return re.sub(r"\\(.)", r"\1", said[1:-1], flags=re.DOTALL)


def objects(text: str) -> list[dict[str, Any]]:
    """The objects of a dump of WMI, without what is null there."""
    blocks = re.split(r"(?:\r?\n){2,}", text)
    return [found for block in blocks if (found := dict(_properties(block)))]


def _properties(block: str) -> Iterator[tuple[str, Any]]:
    for line in block.splitlines():
        name, equals, said = line.partition("=")
        if equals and said:
            yield name, _property(html.unescape(said))


def _property(said: str) -> Any:
    if said in ("TRUE", "FALSE"):
        return said == "TRUE"
    if (
        said.startswith("{")
        and said.endswith("}")
        and not re.fullmatch(r"\{[0-9A-Fa-f]{8}-[0-9A-Fa-f-]+\}", said)
    ):
        return tuple(part.strip().strip('"') for part in said[1:-1].split(","))
    return said


class RecordedWindows(Outside):
    """Answers from recordings. `wmi`: by class, objects or an error; `calls`: by function."""

    system = "windows"

    def __init__(
        self,
        registry: Mapping[str, Mapping[str, Any]] | None = None,
        wmi: dict[str, Any] | None = None,
        calls: dict[Callable[..., Any], Any] | None = None,
    ) -> None:
        self.registry: Registry = {key: dict(values) for key, values in (registry or {}).items()}
        self.answers, self.calls = wmi or {}, calls or {}
        self.asked: list[str] = []

    def values(self, key: str, *, wide: int = 64) -> Values:
        """Of the one key of that name."""
        named = _seen(key, wide)
        return next((v for k, v in self.registry.items() if k.casefold() == named), {})

    def keys(self, key: str, *, wide: int = 64) -> list[str]:
        """The next part of the names of all that are within it."""
        within = _seen(key, wide) + "\\"
        names = [k[len(within) :] for k in self.registry if k.casefold().startswith(within)]
        return list(dict.fromkeys(name.partition("\\")[0] for name in names))

    def wmi(
        self, query: str, namespace: str = r"root\cimv2", *, patience: float = 15.0
    ) -> list[dict[str, Any]]:
        """The objects of the class that a query names. What is not recorded, fails."""
        self.asked.append(query)
        match = _FROM.search(query)
        answer = self.answers.get(match[1] if match else "", OSError(f"not recorded: {query}"))
        if isinstance(answer, Exception):
            raise answer
        return [dict(one) for one in answer]

    def call(self, asking: Callable[..., Told], *words: Any) -> Told:
        """What is recorded of it, or what a function that stands in its place gives."""
        answer = self.calls.get(asking, OSError(f"not recorded: {asking.__name__}"))
        if isinstance(answer, Exception):
            raise answer
        told: Told = answer(*words) if callable(answer) else answer
        return told


def _seen(key: str, wide: int) -> str:
    """The name of a key as a program of 32 bits means it."""
    return (key if wide == 64 else key.replace(r"\SOFTWARE", rf"\SOFTWARE{_NARROW}", 1)).casefold()


def machine(
    root: Path,
    registry: Mapping[str, Mapping[str, Any]] | None = None,
    wmi: dict[str, Any] | None = None,
    calls: dict[Callable[..., Any], Any] | None = None,
) -> Host:
    """A Windows of what is given."""
    return Host(root, {}, RecordedWindows(registry, wmi, calls))


def recorded(root: Path, name: str) -> Host:
    """A recorded machine, by the name its files begin with."""
    keys, dumps = _read(name)
    return machine(root, dict(keys), dict(dumps))


@cache
def _read(name: str) -> tuple[Registry, dict[str, Any]]:
    keys: Registry = {}
    for file in sorted((RECORDED / "registry").glob(f"{name}[-.]*reg")):
        keys.update(registry(text_of(file)))
    dumps = sorted((RECORDED / "wmi").glob(f"{name}-*.wmi"))
    return keys, {file.stem[len(name) + 1 :]: objects(text_of(file)) for file in dumps}
