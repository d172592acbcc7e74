"""A monitor as a row of facts: who made it, which it is, how large; and the serial on its label."""

from __future__ import annotations

import re

from agent.edid.block import Edid
from agent.edid.makers import MAKERS
from agent.report import Row
from agent.smbios.fillers import is_value

_BY_NUMBER = ("ENC", "SAM")
"""Makers that print the number in decimal digits."""
_SMALL = 256
"""A number below it tells no monitors apart: firmware that has none writes 0, 1, 4."""

_FEWEST = 200
"""Pixels in a row or column: what is less is no picture."""


def monitor(edid: Edid) -> Row:
    """The row, without the port it is connected to (see the probe `monitors`)."""
    row: Row = {"vendor": MAKERS.get(edid.maker, edid.maker), "model": _model(edid)}
    if told := serial(edid):
        row["serial"] = told
    if edid.year > 1990 or edid.week:
        row["year"] = edid.year
    if edid.week and not edid.model_year:
        row["week"] = edid.week
    if inches := _inches(edid):
        row["inches"] = inches
    if min(edid.resolution) >= _FEWEST:
        row["resolution"] = f"{edid.resolution[0]}x{edid.resolution[1]}"
    return row


def _model(edid: Edid) -> str:
    """Its name; else the text that panels of laptops have instead, else the product's number."""
    named = " ".join(name for name in edid.names if is_value(name))
    texts = [text for text in edid.texts if is_value(text) and re.search(r"\d", text)]
    return named or (texts[-1] if texts else "") or f"{edid.maker}{edid.product:04X}"


def serial(edid: Edid) -> str:
    """The serial number as it is printed on the monitor, as far as that can be told; or empty.

    Makers put it into the text, into the number, or split it over both.
    """
    text = next((text for text in edid.serials if _tells(text)), "")
    number = edid.number if edid.number >= _SMALL and not _is_filler(edid.number) else 0
    if text and edid.number:
        return _joined(edid.maker, text, edid.number)
    if text or not number:
        return text
    return str(number) if edid.maker in _BY_NUMBER else f"{number:08X}"


def _joined(maker: str, text: str, number: int) -> str:
    """How some makers split their labels' serial over text and number; others repeat it."""
    if maker == "ACR" and len(text) == 12:  # 20 signs on the label, the number in the middle
        return f"{text[:8]}{number:08X}{text[8:]}"
    if maker == "SAM" and len(text) == 10:
        before = number.to_bytes(4, "big").decode("latin-1")  # `GH19` would be the model and size
        return before + text if re.fullmatch("[0-9A-Z]{2}[A-Z]{2}", before) else text
    if maker == "BNQ" and len(text) == 11:
        return f"ET{text}"
    return text


def _tells(text: str) -> bool:
    """Whether a text is a serial number: not filler, not one sign repeated."""
    return is_value(text) and len(set(re.sub(r"\W", "", text))) > 1


def _is_filler(number: int) -> bool:
    return len(set(number.to_bytes(4, "little"))) == 1


def _inches(edid: Edid) -> float:
    """The diagonal, by the exact size where the timing has one that agrees with the other."""
    width, height = edid.size_mm
    if not (width and height) or (edid.width_cm and abs(width / 10 - edid.width_cm) > 2):
        width, height = 10 * edid.width_cm, 10 * edid.height_cm
    return float(round((width**2 + height**2) ** 0.5 / 25.4, 1))
