"""What goes over thin links is packed with a text that both sides have, and unpacked for ever."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest

from agent import catalogue, wire
from agent.probe import find_inventory, find_samples
from agent.wire import UnknownTextError, packed, unpacked
from agent.wire.packing import LEVEL

WENT_OUT = {"usual-1.json": 0x559AF1D6}
"""Each text there is, and what marks a body that was packed with it."""
TEXTS = Path(wire.__file__).parent
GOLDEN = Path(__file__).parent / "golden"
BODIES = sorted(GOLDEN.glob("batch-1-*.json"))


def test_a_text_that_went_out_is_never_changed() -> None:
    """The journals and the agents' disks hold bodies that are unpacked with it."""
    found = {file.name: zlib.adler32(file.read_bytes()) for file in TEXTS.glob("*.json")}
    assert found == WENT_OUT


@pytest.mark.parametrize("file", BODIES, ids=lambda file: file.stem)
def test_a_body_is_itself_again_and_smaller_than_without_the_text(file: Path) -> None:
    plain = wire.plain(json.loads(file.read_bytes()))
    body = packed([plain[:100], plain[100:]])
    assert unpacked(body) == plain
    assert len(body) < 0.7 * len(zlib.compress(plain, LEVEL))


def test_the_newest_text_holds_nearly_every_name() -> None:
    """Else it is time for the next: `make usual`, as agent/wire/packing.py tells."""
    newest = (TEXTS / list(WENT_OUT)[-1]).read_text("utf-8")
    names = catalogue.of([*find_inventory(), *find_samples()])
    paths = [path.replace("[]", "") for path in catalogue.fact_fields(names)]
    paths += [f"{one}.{field}" for one, told in names.measurements.items() for field in told.fields]
    missing = [path for path in paths if f'"{path.rpartition(".")[2]}":' not in newest]
    assert len(missing) < 0.1 * len(paths), missing


def test_what_anybody_packs_with_zlib_alone_is_unpacked_too() -> None:
    assert unpacked(zlib.compress(b"{}")) == b"{}"


@pytest.mark.parametrize("body", [b"", b"x", b"rot", b"no zlib at all", packed([b"{}"])[:-4]])
def test_what_is_no_whole_stream_is_an_error(body: bytes) -> None:
    with pytest.raises(zlib.error):
        unpacked(body)


def test_what_was_packed_with_a_text_that_is_not_known_is_told_apart() -> None:
    packer = zlib.compressobj(zdict=b"of next year")
    body = packer.compress(b"{}") + packer.flush()
    with pytest.raises(UnknownTextError, match=f"{zlib.adler32(b'of next year'):08x}"):
        unpacked(body)
