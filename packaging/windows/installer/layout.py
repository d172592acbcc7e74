"""The folder that is installed: a Python with what the agent imports, and the agent.

Python's own layout for programs that embed it: everything beside python.exe, the standard library
in one zip, and a `._pth` file, which keeps the environment, the registry and users' packages from
putting anything else in its place. Source: docs.python.org, "Finding modules".

What runs is compiled beforehand, by that very Python under Wine, for whoever runs the agent may not
write in its folder; the agent's own sources lie beside it, for whoever wants to read them.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZipFile

from installer import forwarding, pins, trimmed, wine
from installer.fetched import alone, fetched
from installer.wine import Windows, seen

_PATH = f"python{pins.VERSION}.zip\n.\n"
_DAY = 86_400
_COMPILE = """
import compileall, py_compile, sys
never = py_compile.PycInvalidationMode.UNCHECKED_HASH
folder, beside = sys.argv[1:]
sys.exit(not compileall.compile_dir(
    folder, quiet=1, legacy=beside == "beside", stripdir=folder, invalidation_mode=never
))
"""
"""No time of a file decides whether it is compiled anew: an installer may set any."""


def python() -> Path:
    """A folder with the Python that is carried, psutil and pywin32; made once, kept in the cache.

    It is not to be changed: copy it.
    """
    with alone() as cache:
        made = cache / f"python-{_key()}"
        if not made.exists():
            _make(cache, made.with_suffix(".part"))
            made.with_suffix(".part").rename(made)
            _tidy(cache, made)
    return made


def _tidy(cache: Path, made: Path) -> None:
    """Remove those of other days; another one of today may be in use."""
    for old in cache.glob("python-*"):
        if old != made and time.time() - old.stat().st_mtime > _DAY:
            shutil.rmtree(old)


def _key() -> str:
    """Another pin, or another line of what makes it, makes another one."""
    here = sorted(Path(__file__).parent.glob("*.py"))
    return sha256(b"".join(file.read_bytes() for file in here)).hexdigest()[:16]


def _make(cache: Path, to: Path) -> None:
    shutil.rmtree(to, ignore_errors=True)
    library = to / "Lib"
    with ZipFile(fetched(pins.PYTHON, cache)) as jar:
        _lay_flat(jar, trimmed.PROGRAMS, to)
        _lay(jar, dict(trimmed.standard_library(jar.namelist())), library)
        _lay(jar, {f"{trimmed.JAR}libs/python3.lib": "python3.lib"}, to)
    with ZipFile(fetched(pins.PSUTIL, cache)) as wheel:
        _lay(wheel, {name: name for name in trimmed.psutil(wheel.namelist())}, to)
    with ZipFile(fetched(pins.PYWIN32, cache)) as wheel:
        _lay_flat(wheel, trimmed.PYWIN32_LIBRARIES, to)
        _lay(wheel, trimmed.PYWIN32_MODULES, library)
    forwarding.make(to / "python3.lib", to / "python3.dll")
    (to / "python3.lib").unlink()
    _compile(to, library)


def _lay_flat(archive: ZipFile, names: Iterable[str], folder: Path) -> None:
    _lay(archive, {name: PurePosixPath(name).name for name in names}, folder)


def _lay(archive: ZipFile, places: Mapping[str, str], folder: Path) -> None:
    """Bring files of an archive to their places in a folder."""
    for name, place in places.items():
        file = folder / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(archive.read(name))


def _compile(to: Path, library: Path) -> None:
    """The library into one zip of compiled modules; psutil, which has an extension, where it is."""
    (to / f"python{pins.VERSION}._pth").write_text("Lib\n.\n")
    with wine.windows() as windows:
        compiled(windows, to, library, "beside")
        compiled(windows, to, to / "psutil")
    with ZipFile(to / f"python{pins.VERSION}.zip", "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(library.rglob("*.pyc")):
            archive.write(file, file.relative_to(library))
    shutil.rmtree(library)
    (to / f"python{pins.VERSION}._pth").write_text(_PATH)


def compiled(windows: Windows, python: Path, folder: Path, how: str = "apart") -> None:
    """Compile a folder's modules, `beside` their sources or `apart` in __pycache__."""
    code, said = windows.run(python / "python.exe", "-I", "-c", _COMPILE, seen(folder), how)
    if code:
        raise RuntimeError(f"{folder} cannot be compiled: {said}")


def install(windows: Windows, agent: Path, to: Path) -> None:
    """A whole installation in a new folder: the Python, and the agent whose sources are given."""
    shutil.copytree(python(), to)
    shutil.copytree(agent, to / agent.name, ignore=shutil.ignore_patterns("__pycache__"))
    compiled(windows, to, to / agent.name)
