"""What is plugged into USB, without hubs."""

from __future__ import annotations

from agent.field import Field, Rows
from agent.probe import HOUR

EVERY = HOUR
FACTS = Rows(
    {
        "port": Field("1", "where it is plugged in", str),
        "vendor_id": Field("1", "the maker's number, four hexadecimal digits", str),
        "product_id": Field("1", "the product's number, four hexadecimal digits", str),
        "vendor": Field("1", "who made it", str),
        "name": Field("1", "its name", str),
        "serial": Field("1", "its serial number", str),
        "class": Field("1", "what it is: storage, printer, hid, audio, video, network …", str),
    },
    key="port",
    help="USB devices",
)
