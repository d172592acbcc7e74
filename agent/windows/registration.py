"""The service made known to Windows, and taken away: what the installer's own tables cannot say.

Source: Microsoft Learn, "ChangeServiceConfig2W" and the structures it takes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from agent.windows.names import ACCOUNT, DESCRIPTION, DISPLAY, SERVICE

_AGAIN = (10_000, 60_000, 300_000)
"""Milliseconds until it is started anew after its first, second and any further failure."""
_FORGOTTEN = 86_400
"""Seconds without a failure after which the next one is the first again."""
_RIGHTS = ["SeChangeNotifyPrivilege"]
"""Of all that LocalService may, the one that everybody has: to pass through folders on the way to
one's own. The tables of the firmware, the registry and the counters need none."""
_FAREWELL = 20_000
"""Milliseconds that a shutdown waits for the last batch."""

if sys.platform == "win32":
    import winreg

    import pywintypes
    import servicemanager
    import win32service

    _LOG = rf"SYSTEM\CurrentControlSet\Services\EventLog\Application\{SERVICE}"
    _UNKNOWN_LEVEL = 124
    """ERROR_INVALID_LEVEL: this Windows has no such setting."""

    def command() -> str:
        """How Windows is to start it."""
        return f'"{Path(sys.executable)}" -I -m agent.windows.service'

    def install() -> list[str]:
        """Make the service; what of its settings this Windows does not know."""
        with _manager(win32service.SC_MANAGER_CREATE_SERVICE) as manager:
            service = win32service.CreateService(
                manager,
                SERVICE,
                DISPLAY,
                win32service.SERVICE_ALL_ACCESS,
                win32service.SERVICE_WIN32_OWN_PROCESS,
                win32service.SERVICE_AUTO_START,
                win32service.SERVICE_ERROR_NORMAL,
                command(),
                None,
                False,
                None,
                ACCOUNT,
                None,
            )
            win32service.CloseServiceHandle(service)
        return configure()

    def configure() -> list[str]:
        """Settle what a service that is there should do; what this Windows does not know of it."""
        _register_log()
        with _service(win32service.SERVICE_ALL_ACCESS) as service:
            return [name for name, level, told in _wanted() if not _set(service, level, told)]

    def _wanted() -> Iterator[tuple[str, int, Any]]:
        again = [(win32service.SC_ACTION_RESTART, delay) for delay in _AGAIN]
        failures = {"ResetPeriod": _FORGOTTEN, "RebootMsg": "", "Command": "", "Actions": again}
        yield "description", win32service.SERVICE_CONFIG_DESCRIPTION, DESCRIPTION
        yield "delayed start", win32service.SERVICE_CONFIG_DELAYED_AUTO_START_INFO, True
        yield "restart on failure", win32service.SERVICE_CONFIG_FAILURE_ACTIONS, failures
        yield "restart on error", win32service.SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, True
        yield "own SID", win32service.SERVICE_CONFIG_SERVICE_SID_INFO, _OWN_SID
        yield "privileges", win32service.SERVICE_CONFIG_REQUIRED_PRIVILEGES_INFO, _RIGHTS
        yield "farewell", win32service.SERVICE_CONFIG_PRESHUTDOWN_INFO, _FAREWELL

    _OWN_SID = win32service.SERVICE_SID_TYPE_UNRESTRICTED
    """Its identity is in its token, so its folder is open to it alone and not to all of
    LocalService's services."""

    def _set(service: Any, level: int, told: Any) -> bool:
        try:
            win32service.ChangeServiceConfig2(service, level, told)
        except pywintypes.error as error:
            if error.winerror == _UNKNOWN_LEVEL:
                return False
            raise
        return True

    def _register_log() -> None:
        """Its name in the event log; the texts are a frame in pywin32's own file."""
        with winreg.CreateKey(winreg.HKEY_LOCAL_MACHINE, _LOG) as key:
            winreg.SetValueEx(
                key, "EventMessageFile", 0, winreg.REG_EXPAND_SZ, servicemanager.__file__
            )
            winreg.SetValueEx(key, "TypesSupported", 0, winreg.REG_DWORD, 7)

    def remove() -> list[str]:
        """Take the service and its name in the event log away."""
        with _service(win32service.SERVICE_ALL_ACCESS) as service:
            win32service.DeleteService(service)
        return forget()

    def forget() -> list[str]:
        """Take its name in the event log away."""
        with suppress(FileNotFoundError):
            winreg.DeleteKey(winreg.HKEY_LOCAL_MACHINE, _LOG)
        return []

    @contextmanager
    def _manager(rights: int) -> Iterator[Any]:
        manager = win32service.OpenSCManager(None, None, rights)
        try:
            yield manager
        finally:
            win32service.CloseServiceHandle(manager)

    @contextmanager
    def _service(rights: int) -> Iterator[Any]:
        with _manager(win32service.SC_MANAGER_CONNECT) as manager:
            service = win32service.OpenService(manager, SERVICE, rights)
            try:
                yield service
            finally:
                win32service.CloseServiceHandle(service)

    if __name__ == "__main__":
        unknown = {"install": install, "configure": configure, "remove": remove}[sys.argv[1]]()
        sys.stdout.write("".join(f"this Windows has no {name}\n" for name in unknown))
