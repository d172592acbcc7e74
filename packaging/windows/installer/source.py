"""The installer as wixl reads it: a .wxs, made from the folder that is to be installed.

Source: the WiX toolset's reference, as far as wixl knows it; Microsoft Learn, "Windows Installer".
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from agent.windows.names import ACCOUNT, DESCRIPTION, DISPLAY, SERVICE

_OURS = uuid.UUID("6f0f3c0e-6c33-4e0e-9a3c-0d6c1b0c7a11")
"""Of all our installers: by it one knows that it takes another's place. Never to be changed."""
_MAKER = "Mkaguzi"
_OLDEST = 10240
"""The first build of Windows 10; Server 2016 is 14393. What is older stops below it."""
_TOO_OLD = (
    "Mkaguzi's agent needs Windows 10 or Windows Server 2016, or later, of 64 bits. "
    "Nothing was changed."
)
_NEWER_THERE = "A newer Mkaguzi agent is installed already. Nothing was changed."
_REMOVED = 'REMOVE="ALL"'
_SETTLE = (
    '-I -m agent.windows.settling in --code "[CODE]" --collector "[COLLECTOR]" '
    '--beside "[OriginalDatabase]" --ui [UILevel]'
)
_UNSETTLE = '-I -m agent.windows.settling out --purge "[PURGE]"'
_PYTHON, _WITHOUT_CONSOLE = "python.exe", "pythonw.exe"
_FIRST = "1501"
"""Right after InstallInitialize: what is there goes before the new one comes."""
COMMANDS = "bin"
"""The folder of commands, on everybody's path: python.exe is not in it, for ours is ours alone."""
_AMENDMENTS = (
    # The properties that may be given, for the privileged half: wixl names those of upgrades alone.
    "UPDATE `Property` SET `Value`='CODE;COLLECTOR;NEWER;PURGE;THERE'"
    " WHERE `Property`='SecureCustomProperties'",
    # 0x2000: its words are in no log, for a code may be among them. wixl reads that and forgets it.
    "UPDATE `CustomAction` SET `Type`=11282 WHERE `Action`='Settle'",
    "CREATE TABLE `Environment` (`Environment` CHAR(72) NOT NULL, `Name` CHAR(255) NOT NULL"
    " LOCALIZABLE, `Value` CHAR(255) LOCALIZABLE, `Component_` CHAR(72) NOT NULL"
    " PRIMARY KEY `Environment`)",
    "INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`)"
    " VALUES ('RemoveEnvironmentStrings', 3300)",
    "INSERT INTO `InstallExecuteSequence` (`Action`, `Sequence`)"
    " VALUES ('WriteEnvironmentStrings', 5200)",
    # = when installed, - away when removed, * of the system; behind what is there ([~]).
    "INSERT INTO `Environment` (`Environment`, `Name`, `Value`, `Component_`)"
    " VALUES ('Path', '=-*PATH', '[~];[{folder}]', '{component}')",
)


def text(folder: Path, version: str) -> bytes:
    """The .wxs of this folder. Sources are named within it."""
    wix = Element("Wix", xmlns="http://schemas.microsoft.com/wix/2006/wi")
    product = SubElement(
        wix,
        "Product",
        Id="*",
        Name=DISPLAY,
        Manufacturer=_MAKER,
        Version=version,
        Language="1033",
        UpgradeCode=str(_OURS).upper(),
    )
    SubElement(
        product,
        "Package",
        InstallerVersion="500",
        Compressed="yes",
        InstallScope="perMachine",
        Description=DESCRIPTION,
    )
    SubElement(product, "MediaTemplate", EmbedCab="yes")
    _conditions(product)
    _replacing(product, version)
    _files(product, folder)
    _steps(product)
    indent(wix)
    return bytes(tostring(wix, encoding="utf-8", xml_declaration=True))


def amendments(folder: Path) -> list[str]:
    """What wixl cannot say, as SQL for what it made of this folder."""
    commands = folder / COMMANDS
    place, component = _id("d", commands, folder), _id("c", commands, folder)
    return [change.format(folder=place, component=component) for change in _AMENDMENTS]


def _conditions(product: Element) -> None:
    """Where it may be installed. VersionNT has said 603 for every Windows since 8.1: the build."""
    build = SubElement(product, "Property", Id="BUILD")
    SubElement(
        build,
        "RegistrySearch",
        Id="Build",
        Root="HKLM",
        Key=r"SOFTWARE\Microsoft\Windows NT\CurrentVersion",
        Name="CurrentBuild",
        Type="raw",
        Win64="yes",
    )
    condition = SubElement(product, "Condition", Message=_TOO_OLD)
    condition.text = f"Installed OR (VersionNT64 AND BUILD >= {_OLDEST})"
    for name, value in _PROPERTIES.items():
        SubElement(product, "Property", Id=name, Value=value)


_PROPERTIES = {
    "MsiHiddenProperties": "CODE",  # never in a log
    "ARPNOMODIFY": "1",  # there is nothing to choose
    "ARPCONTACT": "the ICT officer of your council",
}


def _replacing(product: Element, version: str) -> None:
    """What it takes the place of: the same version too, all but a newer one, which stops it."""
    upgrade = SubElement(product, "Upgrade", Id=str(_OURS).upper())
    there = {"Minimum": "0.0.0", "IncludeMinimum": "yes"}
    _with(upgrade, "UpgradeVersion", Property="THERE", **there)
    newer = {"Minimum": version, "IncludeMinimum": "no", "OnlyDetect": "yes"}
    _with(upgrade, "UpgradeVersion", Property="NEWER", **newer)
    condition = SubElement(product, "Condition", Message=_NEWER_THERE)
    condition.text = "Installed OR NOT NEWER"


def _files(product: Element, folder: Path) -> None:
    """A component a folder; the service belongs to the one that holds python.exe."""
    target = SubElement(product, "Directory", Id="TARGETDIR", Name="SourceDir")
    programs = SubElement(target, "Directory", Id="ProgramFiles64Folder")
    top = SubElement(programs, "Directory", Id="INSTALLDIR", Name=_MAKER)
    feature = SubElement(product, "Feature", Id="Agent", Title=DISPLAY, Level="1")
    for name in _folder(top, folder, folder):
        SubElement(feature, "ComponentRef", Id=name)


def _folder(place: Element, folder: Path, root: Path) -> Iterator[str]:
    files = sorted(file for file in folder.iterdir() if file.is_file())
    if files:
        yield _component(place, files, root)
    for inner in sorted(file for file in folder.iterdir() if file.is_dir()):
        below = SubElement(place, "Directory", Id=_id("d", inner, root), Name=inner.name)
        yield from _folder(below, inner, root)


def _component(place: Element, files: list[Path], root: Path) -> str:
    """The files of a folder; python.exe, if it is there, is what its component is known by."""
    files = sorted(files, key=lambda file: (file.name != _PYTHON, file.name))
    name = _id("c", files[0].parent, root)
    guid = str(uuid.uuid5(_OURS, name)).upper()
    component = SubElement(place, "Component", Id=name, Guid=guid, Win64="yes")
    for file in files:
        key = {"KeyPath": "yes"} if file == files[0] else {}
        source = file.relative_to(root).as_posix()
        _with(component, "File", Id=_id("f", file, root), Name=file.name, Source=source, **key)
    if files[0].name == _PYTHON:
        _service(component)
    return name


def _id(kind: str, file: Path, root: Path) -> str:
    """An identifier: letters, digits and underscores, the same for the same place for ever."""
    return kind + uuid.uuid5(_OURS, file.relative_to(root).as_posix()).hex


def _service(component: Element) -> None:
    SubElement(
        component,
        "ServiceInstall",
        Id="Service",
        Name=SERVICE,
        DisplayName=DISPLAY,
        Description=DESCRIPTION,
        Type="ownProcess",
        Start="auto",
        ErrorControl="normal",
        Account=ACCOUNT,
        Arguments="-I -m agent.windows.service",
        Vital="yes",
    )
    SubElement(
        component,
        "ServiceControl",
        Id="Control",
        Name=SERVICE,
        Start="install",
        Stop="both",
        Remove="uninstall",
        Wait="yes",
    )


def _steps(product: Element) -> None:
    """What its Python does: settle before the service starts, take away, show what came of it."""
    within = {"Execute": "deferred", "Impersonate": "no"}
    _action(product, "Settle", _PYTHON, _SETTLE, **within)
    _action(product, "Unsettle", _PYTHON, _UNSETTLE, Return="ignore", **within)
    _action(product, "Show", _WITHOUT_CONSOLE, "-I -m agent.windows.outcome", Return="ignore")
    sequence = SubElement(product, "InstallExecuteSequence")
    SubElement(sequence, "RemoveExistingProducts", Sequence=_FIRST)
    _when(sequence, "Settle", "InstallServices", "NOT REMOVE")
    _when(sequence, "Unsettle", "DeleteServices", _REMOVED)
    _when(SubElement(product, "InstallUISequence"), "Show", "ExecuteAction", "NOT REMOVE")


def _action(product: Element, name: str, program: str, words: str, **how: str) -> None:
    key = "f" + uuid.uuid5(_OURS, program).hex
    _with(product, "CustomAction", Id=name, FileKey=key, ExeCommand=words, **how)


def _when(sequence: Element, name: str, after: str, condition: str) -> None:
    SubElement(sequence, "Custom", Action=name, After=after).text = condition


def _with(parent: Element, tag: str, **attributes: str) -> None:
    SubElement(parent, tag, attributes)
