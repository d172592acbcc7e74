"""Which Windows it is: names and numbers as the tables of its ends of support know them. Pure.

Source: Microsoft Learn, "Windows Server release information", "Windows 11 release information" and
"OSVERSIONINFOEXW structure"; the values of the registry's key CurrentVersion.
"""

from __future__ import annotations

from agent.windows.registry import Values
from agent.windows.text import first, number, plain

_ELEVEN = 22_000
"""The first build of Windows 11, which its registry still calls Windows 10."""
_OF_SERVERS = {
    3790: "Windows Server 2003",
    6001: "Windows Server 2008",
    6002: "Windows Server 2008",
    6003: "Windows Server 2008",
    7600: "Windows Server 2008 R2",
    7601: "Windows Server 2008 R2",
    9200: "Windows Server 2012",
    9600: "Windows Server 2012 R2",
    14393: "Windows Server 2016",
    17763: "Windows Server 2019",
    20348: "Windows Server 2022",
    26100: "Windows Server 2025",
}
_OF_CLIENTS = {
    2600: "Windows XP",
    3790: "Windows XP",
    6000: "Windows Vista",
    6001: "Windows Vista",
    6002: "Windows Vista",
    7600: "Windows 7",
    7601: "Windows 7",
    9200: "Windows 8",
    9600: "Windows 8.1",
}
_EDITIONS = (
    ("home basic", "HomeBasic"),
    ("home premium", "HomePremium"),
    ("ultimate", "Ultimate"),
    ("starter", "Starter"),
    ("datacenter", "ServerDatacenter"),
    ("standard", "ServerStandard"),
    ("professional", "Professional"),
    ("home", "Core"),
)
"""Words of a product's name -> EditionID, for the versions whose registry has none."""


class Release:
    """What the values of CurrentVersion say, with those of ProductOptions."""

    def __init__(self, current: Values, options: Values) -> None:
        self._current = current
        self._product = first(current, "ProductName")
        self.build = number(first(current, "CurrentBuildNumber", "CurrentBuild")) or 0
        kind = plain(options.get("ProductType"))
        self.controller = kind == "LanmanNT"
        self.server = kind in ("ServerNT", "LanmanNT") or "server" in self._product.casefold()

    @property
    def edition(self) -> str:
        """EditionID, `Professional`; before Windows Vista by the name."""
        if told := plain(self._current.get("EditionID")):
            return told
        words = self._product.casefold()
        named = next((edition for word, edition in _EDITIONS if word in words), "")
        return "ServerStandard" if self.server and not named.startswith("Server") else named

    @property
    def version(self) -> str:
        """`10.0.19045`: numbers that tell it from every other."""
        major = number(self._current.get("CurrentMajorVersionNumber"))
        minor = number(self._current.get("CurrentMinorVersionNumber")) or 0
        numbers = f"{major}.{minor}" if major else plain(self._current.get("CurrentVersion"))
        return f"{numbers}.{self.build}" if self.build else numbers

    @property
    def revision(self) -> str:
        """`19045.3803`: the build and its updates, where it counts them."""
        updates = number(self._current.get("UBR"))
        return f"{self.build}.{updates}" if updates is not None else str(self.build or "")

    @property
    def release(self) -> str:
        """`22H2`, or the service pack of older versions."""
        return first(self._current, "DisplayVersion", "ReleaseId", "CSDVersion")

    @property
    def name(self) -> str:
        """`Windows 11`, `Windows Server 2019`: of servers it has Server in it, in any language."""
        known = (_OF_SERVERS if self.server else _OF_CLIENTS).get(self.build)
        if known:
            return known
        if self.server:
            return "Windows Server"
        if self.build >= _ELEVEN:
            return "Windows 11"
        return "Windows 10" if self.build >= 10_240 else self._product or "Windows"

    @property
    def full(self) -> str:
        """As its maker writes it, with the number that it has by now: `Windows 11 Pro`."""
        if self.build >= _ELEVEN and not self.server:
            return self._product.replace("Windows 10", "Windows 11") or self.name
        return self._product or self.name

    @property
    def core(self) -> bool:
        """A server without a desktop."""
        kind = plain(self._current.get("InstallationType"))
        return kind in ("Server Core", "Nano Server")
