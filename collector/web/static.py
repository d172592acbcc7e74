"""The few files pages load: named by their content, so that a browser may keep them for ever."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from collector.web.gate import ANYONE

_FOLDER = Path(__file__).with_name("static")
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FILES = {file.name: file.read_bytes() for file in sorted(_FOLDER.iterdir())}
_ADDRESSES = {
    name: f"/static/{sha256(content).hexdigest()[:12]}/{name}" for name, content in _FILES.items()
}


def address(name: str) -> str:
    """Where a file is served; changes with its content."""
    return _ADDRESSES[name]


@get("/static/{mark:str}/{name:str}", who=ANYONE, sync_to_thread=False)
def file(mark: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """A file, if it is the one a page of this very version asks for."""
    if _ADDRESSES.get(name) != f"/static/{mark}/{name}":
        raise NotFoundException
    return Response(
        _FILES[name],
        media_type=_TYPES[Path(name).suffix],
        headers={"cache-control": "public, max-age=31536000, immutable"},
    )
