"""The agent as a Windows service: `python -m agent.windows.service`, started by Windows alone.

Hosted by Python itself: pywin32's own host program is not needed. What the agent has to say goes to
the event log. Source: Microsoft Learn, "Writing a ServiceMain Function"; pywin32, `servicemanager`.
"""

from __future__ import annotations

import sys
import threading
from contextlib import suppress
from typing import Any

from agent import __version__, clock, lock, settings, site_file
from agent.delivery import identity
from agent.delivery.trying import Tries
from agent.trouble import Trouble
from agent.windows import controls
from agent.windows.names import SERVICE

PATIENCE = 30_000
"""Milliseconds that Windows is asked to wait for a stop: a farewell takes some seconds."""
_LOOK_AGAIN = 10.0
"""Seconds between looks whether the agent was enrolled meanwhile."""
_SOON = 0.5
"""Seconds in which a stop is noticed."""

if sys.platform == "win32":
    import servicemanager
    import win32service

    from agent.runner import Runner

    class Service:
        """One run, as `servicemanager` makes it: `args` are the service's name and what follows."""

        def __init__(self, args: list[str]) -> None:
            self._handle = servicemanager.RegisterServiceCtrlHandler(args[0], self._heed, True)
            self._state = win32service.SERVICE_START_PENDING
            self._ended = threading.Event()
            self._runner: Runner | None = None

        def SvcRun(self) -> None:  # noqa: N802 (pywin32's name for it)
            """Until Windows says stop. Where it raises, Windows starts the service anew."""
            self._tell(win32service.SERVICE_RUNNING)
            try:
                self._live()
            except Trouble as trouble:
                servicemanager.LogErrorMsg(str(trouble))
                raise
            finally:
                self._tell(win32service.SERVICE_STOP_PENDING)

        def _live(self) -> None:
            chosen = settings.load(None, None)
            who = self._introduced(chosen)
            if who is None:
                return
            with lock.take(chosen.state):
                self._runner = Runner(chosen, who, _say)
                if not self._ended.is_set():
                    _say(f"{__version__}: to {who.address}, site {who.site}")
                    self._runner.run()

        def _introduced(self, chosen: settings.Settings) -> identity.Identity | None:
            """Who this is, waited for: a machine may be enrolled after it was installed."""
            tries, said = Tries(chosen, site_file.beside(None)), ""
            while not self._ended.is_set():
                try:
                    return identity.load(chosen.state)
                except Trouble as trouble:
                    if trouble.code != identity.NOT_ENROLLED:
                        raise
                    said = said or _warned(str(trouble))
                self._try(tries)
                self._ended.wait(_LOOK_AGAIN)
            return None

        def _try(self, tries: Tries) -> None:
            """On a thread that a stop need not wait for: a link that stalls takes minutes."""
            trial = threading.Thread(target=lambda: _warned(tries.again(clock.now())), daemon=True)
            trial.start()
            while trial.is_alive() and not self._ended.is_set():
                trial.join(_SOON)

        def _heed(self, control: int, event: int, _data: Any) -> None:
            """What Windows says, on a thread of its own; it must return soon."""
            runner = self._runner
            kind = controls.announced(control, event)
            if controls.ends(control):
                self._tell(win32service.SERVICE_STOP_PENDING)
                self._ended.set()
                if runner is not None:
                    runner.stop(kind)
            else:
                if runner is not None and kind:
                    runner.announce(kind)
                self._tell(self._state)

        def _tell(self, state: int) -> None:
            """How it stands, and what it wants to hear of."""
            self._state = state
            pending = state == win32service.SERVICE_STOP_PENDING
            heard = 0 if pending else _HEARD
            told = (_KIND, state, heard, 0, 0, int(pending), PATIENCE if pending else 0)
            win32service.SetServiceStatus(self._handle, told)

    _KIND = win32service.SERVICE_WIN32_OWN_PROCESS
    _HEARD = (
        win32service.SERVICE_ACCEPT_STOP
        | win32service.SERVICE_ACCEPT_PRESHUTDOWN
        | win32service.SERVICE_ACCEPT_SHUTDOWN
        | win32service.SERVICE_ACCEPT_POWEREVENT
    )

    def _warned(said: str) -> str:
        if said:
            servicemanager.LogWarningMsg(said)
        return said

    def _say(line: str) -> None:
        if line:
            with suppress(Exception):  # a full log is no reason to stop
                servicemanager.LogInfoMsg(line)

    def main() -> None:
        """Become the service that Windows has started."""
        servicemanager.Initialize(SERVICE, servicemanager.__file__)
        servicemanager.PrepareToHostSingle(Service)
        servicemanager.StartServiceCtrlDispatcher()  # type: ignore[no-untyped-call]

    if __name__ == "__main__":
        main()
