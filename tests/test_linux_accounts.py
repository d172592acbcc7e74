"""A Linux machine's own accounts: counted for everybody, named where that is allowed."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from agent.linux import accounts
from agent.probe import Nothing
from agent.probes.inventory.accounts import linux
from tests.made_of_files import host
from tests.opened import open_the_way

NOBODY = 65_534
SECRET = "$6$saltsalt$0123456789abcdef"
PASSWD = """\
root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
asha:x:1000:1000:Asha,,,:/home/asha:/bin/bash
juma:x:1001:1001::/home/juma:
neema:x:1002:10::/home/neema:/usr/bin/zsh
gone:x:1003:1003::/home/gone:/bin/bash
clouds:x:1004:1004::/home/clouds:/bin/bash
robot:x:1005:1005::/home/robot:/bin/false
expired:x:1006:1006::/home/expired:/bin/bash
nobody:x:65534:65534:nobody:/nonexistent:/bin/sh
torn:x:seven
+nis::::::
"""
GROUP = """\
root:x:0:
wheel:x:10:
sudo:x:27:asha,gone,REGION\\administrator,left
users:x:100:juma
"""
SHADOW = f"""\
root:*:19000:0:99999:7:::
daemon:*:19000:0:99999:7:::
asha:{SECRET}:19000:0:99999:7:::
juma::19000:0:99999:7:::
neema:{SECRET}:19000:0:99999:7:::
gone:!{SECRET}:19000:0:99999:7:::
clouds:!:19000:0:99999:7:::
robot:{SECRET}:19000:0:99999:7:::
expired:{SECRET}:19000:0:99999:7::19000:
"""
FILES: dict[str, Any] = {
    "/etc/passwd": PASSWD,
    "/etc/group": GROUP,
    "/etc/shadow": SHADOW,
    "/etc/login.defs": "# UID_MIN 500\nUID_MIN\t\t1000\nUID_MAX 60000\n",
    "/home/clouds/.ssh/authorized_keys": "ssh-ed25519 AAAA clouds\n",
}


def test_accounts_are_counted_by_who_may_use_them(tmp_path: Path) -> None:
    """Of people asha, juma, neema and, by a key alone, clouds; of administrators asha, neema (her
    own group is wheel), and one of the domain: root has no password, gone was shut."""
    assert linux.read(host(tmp_path, **FILES)) == {
        "users": 4,
        "administrators": 3,
        "guest": False,
        "empty_passwords": 1,
    }


def test_names_are_told_only_where_that_is_allowed(tmp_path: Path) -> None:
    rows = linux.read(host(tmp_path, **FILES)._replace(names=True))["list"]
    told = {row["name"]: row for row in rows}
    assert told["asha"] == {
        "name": "asha",
        "administrator": True,
        "domain": False,
        "enabled": True,
    }
    assert told["REGION\\administrator"] == {
        "name": "REGION\\administrator",
        "administrator": True,
        "domain": True,
    }
    assert [name for name in told if not told[name].get("enabled", True)] == [
        "root",
        "gone",
        "robot",
        "expired",
    ]
    assert not {"daemon", "nobody", "left"} & set(told)


def test_of_passwords_nothing_leaves_but_what_they_mean(tmp_path: Path) -> None:
    where = host(tmp_path, **FILES)._replace(names=True)
    told = json.dumps(linux.read(where)) + repr(accounts.passwords(where, time.time()))
    assert not any(part in told for part in (SECRET, "$6$", "salt", "0123456789abcdef"))


def test_who_may_not_see_shadow_says_only_what_is_certain(tmp_path: Path) -> None:
    without = {place: text for place, text in FILES.items() if place != "/etc/shadow"}
    assert linux.read(host(tmp_path / "a", **without)) == {"guest": False}
    shut = {"/etc/passwd": "root:x:0:0::/root:/usr/sbin/nologin\njuma::1000:1000::/:/bin/sh\n"}
    found = linux.read(host(tmp_path / "b", **shut))
    assert found == {"users": 1, "administrators": 0, "guest": False}


def test_an_account_for_guests_and_one_without_any_password(tmp_path: Path) -> None:
    passwd = "guest:x:1000:1000::/home/guest:/bin/bash\nopen::1001:1001::/home/open:/bin/bash\n"
    files = {"/etc/passwd": passwd, "/etc/shadow": f"guest:{SECRET}:1::::::\n"}
    found = linux.read(host(tmp_path, **files))
    assert found == {"users": 2, "administrators": 0, "guest": True, "empty_passwords": 1}


@pytest.mark.parametrize("place", ["/etc/login.defs", "/usr/etc/login.defs"])
def test_where_people_begin_is_the_systems_to_say(tmp_path: Path, place: str) -> None:
    files = {"/etc/passwd": "asha::500:500::/home/asha:/bin/sh\n", place: "UID_MIN 500\n"}
    assert linux.read(host(tmp_path, **files))["users"] == 1


def test_a_machine_without_accounts_has_no_such_section(tmp_path: Path) -> None:
    with pytest.raises(Nothing):
        linux.read(host(tmp_path))


def test_a_shadow_that_is_roots_alone_is_shut_to_others(tmp_path: Path) -> None:
    """A service without the unit's right to read all: for real, as another user."""
    if os.getuid() != 0:
        pytest.skip("LEFT OUT: only root can take on another user")
    where = host(tmp_path, **FILES)
    open_the_way(tmp_path / "etc")
    where.path("/etc/shadow").chmod(0o600)
    os.seteuid(NOBODY)
    try:
        found = linux.read(where)
    finally:
        os.seteuid(0)
    assert found == {"guest": False}
    assert linux.read(where)["users"] == 4
