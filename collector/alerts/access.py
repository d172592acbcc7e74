"""What a mail server asks for: the password from its file, and the CAs to trust.

Raises Problem with the remedy where a file cannot be used.
"""

from __future__ import annotations

import ssl
from pathlib import Path

from collector.folder import reading
from collector.folder.address import LOOPBACK
from collector.folder.config import Mail as MailSettings
from collector.problem import Problem


def password(settings: MailSettings, data: Path) -> str:
    """The password, or "" where nobody signs in. `data`: where relative names begin."""
    if bool(settings.username) != bool(settings.password_file):
        raise Problem("[mail] username and password_file go together: set both, or neither")
    if not settings.password_file:
        return ""
    if settings.security == "none" and settings.host not in LOOPBACK:
        raise Problem(
            f"the password does not go to {settings.host} in clear: "
            'set [mail] security = "starttls" or "tls"'
        )
    return _secret(data / settings.password_file)


def _secret(file: Path) -> str:
    try:
        found = reading.text(file, "utf-8-sig").strip()  # first: no chmod makes a folder a file
        if file.stat().st_mode & 0o077:
            raise Problem(f"others can read the mail password. Run: chmod 600 '{file}'")
    except OSError as error:
        told = reading.reason(error)
        raise Problem(f"the mail password in {file} cannot be read: {told}") from None
    except UnicodeDecodeError:
        raise Problem(f"the mail password in {file} cannot be read: it is no text") from None
    if not found:
        raise Problem(f"the mail password in {file} is empty")
    return found


def trust(settings: MailSettings, data: Path) -> ssl.SSLContext:
    """The system's CAs, and the officer's own."""
    context = ssl.create_default_context()
    if settings.ca_file:
        file = data / settings.ca_file
        try:
            reading.text(file, "latin-1")  # OpenSSL would wait for a pipe; it minds no words
            context.load_verify_locations(file)
        except ssl.SSLError:
            raise Problem(f"[mail] ca_file {file} cannot be used: no certificate in it") from None
        except OSError as error:
            told = reading.reason(error)
            raise Problem(f"[mail] ca_file {file} cannot be used: {told}") from None
    return context
