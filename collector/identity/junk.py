"""Values that many machines share: no evidence. Collected from the field; more are learned."""

from __future__ import annotations

import re

_SERIALS = """
n/a | none | null | (null string) | invalid | empty | unknown | unknow | not specified
not available | not applicable | undefined | default string | default | standard | eval | iatpass
to be filled by o.e.m. | to be filled by oem | fill by oem | oem | o.e.m. | oem_serial
system serial number | systemserialnumb | serial number | serial number xxxxxx
chassis serial number | base board serial number | type2 - board serial number | tulip computers
sys-1234567890 | sys-9876543210 | sn-12345 | sn-1234567890 | mb-1234567890
sn-123456fvgv3i0b8o5n6n7k | 123456789000 | 12345678901234567 | 1234567890abcdef | nnnnnnn
xxxxxxxxxxx | 5ekpm18320000397 | bsn12345678901234567 | bss-0123456789 | ns123456789
bsn12345 | intel | intel corporation | type1productconfigid | no enclosure | not settable
"""


def bare(text: object) -> str:
    """A text without blanks, punctuation and case."""
    return re.sub(r"[\W_]+", "", str(text).casefold())


JUNK_SERIALS = frozenset(bare(text) for text in re.split(r"[|\n]", _SERIALS) if text.strip())
"""Serials, bare."""
JUNK_SERIAL = re.compile(
    r"(na)+|sernum\d*|(system|product|chassis|base|board|serial|number|num|no|sn|s)+"
)
"""Bare serials that only say that here a serial should be."""

_UUIDS = """
03000200-0400-0500-0006-000700080009
00020003-0004-0005-0006-000700080009
6ab5b300-538d-1014-9fb5-b0684d007b53
00b3b56a-8d53-1410-9fb5-b0684d007b53
00010203-0405-0607-0809-0a0b0c0d0e0f
03020100-0504-0706-0809-0a0b0c0d0e0f
12345678-1234-5678-90ab-cddeefaabbcc
78563412-3412-7856-90ab-cddeefaabbcc
fefefefe-fefe-fefe-fefe-fefefefefefe
deadbeef-dead-beef-dead-beefdeadbeef
efbeadde-adde-efbe-dead-beefdeadbeef
11111111-2222-3333-4444-555555555555
"""
JUNK_UUIDS = frozenset(text.replace("-", "") for text in _UUIDS.split())
"""UUIDs that boards leave the factory with, in both byte orders."""

_MACS = """
204153594eff 02004e435049 00a0c6000000 33506f453030 0a0027000000 505054503030 24b620524153
028037ec0200 feffffffffff 000000000000 000bcafe0000 00059a3c7a00
"""
JUNK_MACS = frozenset(_MACS.split())
"""Addresses that drivers and modems make up."""
MADE_UP = ("005056c0", "00ff")
"""How the addresses of VMware's own networks and of TAP adapters begin."""
