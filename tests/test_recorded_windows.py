"""The recorded Windows itself: exports, dumps, both widths of the registry."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.windows import firmware_table
from tests.recorded_windows import RecordedWindows, machine, objects, registry, text_of

EXPORT = r"""Windows Registry Editor Version 5.00

[HKEY_LOCAL_MACHINE\SOFTWARE\Ours]
@="the default"
"text"="C:\\Programme\\\"quoted\""
"number"=dword:0000001f
"wide"=hex(b):00,00,00,00,02,00,00,00
"bytes"=hex:de,ad,be,af
"expanded"=hex(2):48,00,69,\
  00,00,00
"several"=hex(7):61,00,00,00,\
  62,00,00,00,00,00
"lines"="one
two"

[HKEY_LOCAL_MACHINE\SOFTWARE\Ours\Within\Deep]

[HKEY_LOCAL_MACHINE\SOFTWARE\Wow6432Node\Ours]
"text"="narrow"
"""


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8"])
def test_an_export_is_read_with_all_kinds_of_values(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "ours.reg").write_bytes(EXPORT.replace("\n", "\r\n").encode(encoding))
    here = RecordedWindows(registry(text_of(tmp_path / "ours.reg")))
    assert here.values(r"HKLM\software\OURS") == {
        "": "the default",
        "text": r'C:\Programme\"quoted"',
        "number": 31,
        "wide": 8 << 30,
        "bytes": b"\xde\xad\xbe\xaf",
        "expanded": "Hi",
        "several": ["a", "b"],
        "lines": "one\ntwo",
    }
    assert here.keys(r"HKLM\SOFTWARE\Ours") == ["Within"]
    assert here.keys(r"HKLM\SOFTWARE\Ours\Within") == ["Deep"]
    assert here.values(r"HKLM\SOFTWARE\Ours", wide=32) == {"text": "narrow"}
    assert (here.values(r"HKLM\Nothing"), here.keys(r"HKLM\Nothing")) == ({}, [])


def test_a_dump_of_wmi_holds_its_objects_apart_and_leaves_out_what_is_null() -> None:
    dump = "\r\n\r\nA=1\r\nB=\r\nC=TRUE\r\n\r\n\r\nA=x &amp; y\r\nD={3,4}\r\nE={5D624F94-8850}\r\n"
    assert objects(dump) == [
        {"A": "1", "C": True},
        {"A": "x & y", "D": ("3", "4"), "E": "{5D624F94-8850}"},
    ]


def test_what_is_not_recorded_fails_as_a_broken_machine_does(tmp_path: Path) -> None:
    here = machine(tmp_path, wmi={"Win32_Tpm": TimeoutError("it hangs")}).outside
    with pytest.raises(TimeoutError):
        here.wmi("SELECT * FROM Win32_Tpm", r"root\cimv2\Security\MicrosoftTpm")
    with pytest.raises(OSError, match="not recorded"):
        here.wmi("SELECT A FROM Win32_Other WHERE B = 1")
    with pytest.raises(OSError, match="raw"):
        here.call(firmware_table.raw)
