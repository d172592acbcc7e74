"""Settings: every key has a default, and all that is wrong is said at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from collector.folder.config import ConfigError, load


def write(folder: Path, text: str) -> Path:
    (folder / "mkaguzi.toml").write_text(text, encoding="utf-8")
    return folder


def test_an_empty_folder_gives_the_defaults(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.pages.listen == "127.0.0.1:8080"
    assert str(settings.database_url) == f"sqlite:///{tmp_path / 'state.db'}"
    assert settings.organisation_file == tmp_path / "organisation.yaml"


def test_what_is_written_is_used(tmp_path: Path) -> None:
    settings = load(write(tmp_path, '[mail]\nhost = "mail.go.tz"\nsecurity = "tls"\nport = 465\n'))
    assert (settings.mail.host, settings.mail.security, settings.mail.port) == (
        "mail.go.tz",
        "tls",
        465,
    )


def test_all_that_is_wrong_is_said_at_once_with_the_nearest_right_key(tmp_path: Path) -> None:
    text = (
        'databse = "x"\n[mail]\nhsot = "a"\nport = "many"\nsecurity = "maybe"\n[pages]\nzzz = 1\n'
    )
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, text))
    said = str(caught.value)
    assert "unknown key databse (did you mean database?)" in said
    assert "unknown key mail.hsot (did you mean host?)" in said
    assert "mail.port must be a port, 1 to 65535, not 'many'" in said
    assert "mail.security must be one of starttls, tls, none, not 'maybe'" in said
    assert "unknown key pages.zzz (known: address, listen)" in said


def test_broken_toml_names_the_file_and_the_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"mkaguzi.toml: .*line 2"):
        load(write(tmp_path, "[mail]\nhost = \n"))


def test_a_value_where_a_table_belongs_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"mail must be a table: \[mail\]"):
        load(write(tmp_path, 'mail = "x"\n'))


@pytest.mark.parametrize(
    "wrong",
    [
        '[pages]\nlisten = "8080"',
        '[agents]\nlisten = "host:http"',
        "[mail]\nport = 0",
        "[journal]\ndays = 0",
        "[journal]\nmax_gib = -1",
        '[digest]\nday = "funday"',
        '[mail]\nsender = "Mkaguzi <mkaguzi@manyara.go.tz>"',
        '[mail]\nsender = "mkaguzi"',
    ],
)
def test_a_value_that_cannot_be_is_named_with_what_it_must_be(tmp_path: Path, wrong: str) -> None:
    table, key = re.findall(r"[a-z_]+", wrong)[:2]
    with pytest.raises(ConfigError, match=rf"{table}\.{key} must be .*, not "):
        load(write(tmp_path, wrong))


@pytest.mark.parametrize("address", ["0.0.0.0:443", "[::1]:8080", "localhost:1", "mkaguzi.go.tz:8"])
def test_an_address_is_a_host_or_a_v6_in_brackets_and_a_port(tmp_path: Path, address: str) -> None:
    assert load(write(tmp_path, f'[pages]\nlisten = "{address}"')).pages.listen == address


@pytest.mark.parametrize("time", ["7:30", "24:00", "07:60", "07.30"])
def test_a_time_that_is_none_is_said_at_the_start(tmp_path: Path, time: str) -> None:
    with pytest.raises(ConfigError, match=r"digest\.time"):
        load(write(tmp_path, f'[digest]\ntime = "{time}"\n'))


def test_a_file_that_notepad_saved_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "mkaguzi.toml").write_text('[mail]\nhost = "mail.go.tz"\n', encoding="utf-8-sig")
    assert load(tmp_path).mail.host == "mail.go.tz"
