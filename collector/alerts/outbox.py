"""Where mail lies while there is no SMTP server: a maildir in the data folder.

Any mail program reads it (https://cr.yp.to/proto/maildir.html).
"""

from __future__ import annotations

from pathlib import Path

from collector.alerts.message import message
from collector.folder import private
from collector.store.state.mails import Mail

FOLDER = "outbox"


def lay(data: Path, mail: Mail, sender: str) -> None:
    """Put a mail into the folder. Raises OSError; ValueError for an address that is none.

    Its file is named by its Message-ID: laid twice (after a kill), it is there once.
    """
    folder = data / FOLDER
    for part in (folder, *(folder / name for name in ("tmp", "new", "cur"))):
        private.folder(part)
    name = mail.message_id.strip("<>").replace("/", "_")
    if any((folder / "cur").glob(f"{name}*")):  # a mail program has moved it there
        return
    private.replace(folder / "tmp" / name, message(mail, sender).as_bytes())
    (folder / "tmp" / name).replace(folder / "new" / name)
