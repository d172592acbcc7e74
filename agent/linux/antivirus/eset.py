"""ESET Endpoint Antivirus and Server Security. Source: their online help, `upd --list-modules`:
a row a module, its version with the day it was made in brackets; that of "Detection engine" counts.
"""

from __future__ import annotations

import re
from calendar import timegm
from time import strptime

from agent.linux.antivirus.product import Product, filled, said
from agent.probe import Host
from agent.report import Row

_ENGINE = re.compile(r"^\s*EM002\s+(\d[\d.]*[A-Z]?)\s+\((\d{8})\)", re.MULTILINE)
"""By its number: its name is told in the system's language."""
_VERSION = re.compile(r"\b(\d+(?:\.\d+){2,3})\b")


def told(version: str, modules: str) -> Row:
    """The facts in what `upd --version` and `upd --list-modules` print."""
    number, engine = _VERSION.search(version), _ENGINE.search(modules)
    return filled(
        version=number[1] if number else "",
        signatures=_day(engine[2]) if engine else None,
        signatures_version=engine[1] if engine else "",
    )


def _day(text: str) -> int | None:
    try:
        return timegm(strptime(text, "%Y%m%d"))
    except ValueError:
        return None


def _product(name: str, short: str) -> Product:
    program = f"/opt/eset/{short}/bin/upd"

    def ask(host: Host) -> Row:
        return told(said(host, program, "--version"), said(host, program, "--list-modules"))

    return Product(name, "ESET", (program,), (f"{short}.service",), ask)


PRODUCTS = (
    _product("ESET Endpoint Antivirus", "eea"),
    _product("ESET Server Security", "efs"),
)
