"""Derived facts: kind, support, volumes, memory in use, power, silence, clock."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from agent.catalogue import fact_fields, fits
from agent.field import Field, Rows
from collector.judge import derived
from collector.judge.derived.asset import kind
from collector.judge.derived.context import Context, Sampled
from collector.judge.derived.support import windows_channel
from collector.standards.rulebook import FIELDS, NAMES, lifecycle

NOW = 1_795_453_500
DAY = 86_400
LIFECYCLE = lifecycle()
GOLDEN = json.loads(Path(__file__).with_name("golden").joinpath("batch-1-whole.json").read_text())


def context(**changes: Any) -> Context:
    base = Context(NOW, NOW, (), None, {}, LIFECYCLE)
    return base._replace(**changes)


def whole(facts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return derived.all_of(facts, context(**changes))


@pytest.mark.parametrize(
    ("facts", "what"),
    [
        ({}, "unknown"),
        ({"os": {"name": "Windows Server 2019"}, "machine": {"chassis": "desktop"}}, "server"),
        ({"machine": {"chassis": "laptop"}, "os": {"graphical": False}}, "laptop"),
        ({"machine": {"chassis": "all_in_one"}}, "all_in_one"),
        ({"machine": {"chassis": "other"}, "os": {"graphical": True}}, "desktop"),
        (
            {"machine": {"chassis": "desktop", "virtual": True}, "os": {"graphical": False}},
            "server",
        ),
        ({"machine": {"chassis": "desktop"}, "os": {"graphical": False}}, "desktop"),
        ({"os": {"graphical": False}}, "server"),
    ],
)
def test_the_kind_is_told_by_system_then_chassis_then_desktop(
    facts: dict[str, Any], what: str
) -> None:
    assert kind(facts) == what


def at(year: int, month: int, day: int) -> int:
    return int(datetime.datetime(year, month, day, 12, tzinfo=datetime.UTC).timestamp())


DEBIAN = {"family": "linux", "id": "debian", "version_id": "12"}
UBUNTU = {"family": "linux", "id": "ubuntu"}


def windows(build: str, edition: str) -> dict[str, Any]:
    return {"family": "windows", "version_id": f"10.0.{build}", "edition": edition}


@pytest.mark.parametrize(
    ("system", "ends"),
    [
        (DEBIAN, "2028-06-30"),
        ({**DEBIAN, "version_id": "8"}, "2020-06-30"),
        ({**DEBIAN, "version_id": "9"}, "2022-06-30"),
        (UBUNTU | {"version_id": "12.04"}, "2017-04-28"),
        (UBUNTU | {"version_id": "14.04"}, "2019-04-25"),
        (UBUNTU | {"version_id": "21.10"}, "2022-07-14"),
        (UBUNTU | {"version_id": "22.10"}, "2023-07-20"),
        ({"family": "windows", "version_id": "5.1.2600"}, "2014-04-08"),
        ({"family": "windows", "version_id": "6.1.7600", "edition": "Ultimate"}, "2013-04-09"),
        ({"family": "windows", "version_id": "6.0.6002", "edition": "Business"}, "2017-04-11"),
        (windows("6002", "ServerStandard"), "2020-01-14"),
        (windows("17134", "ServerStandard"), "2019-11-12"),
        (windows("19045.3803", "Professional"), "2025-10-14"),
        ({"family": "linux", "id": "ubuntu", "version_id": "22.04"}, "2027-06-01"),
        (windows("26100", "Professional"), "2026-10-13"),
        (windows("26100", "Enterprise"), "2027-10-12"),
        (windows("26100", "EnterpriseS"), "2029-10-09"),
        (windows("26100", "ServerStandard"), "2034-11-14"),
        (windows("17763", "ServerStandard"), "2029-01-09"),
        (windows("17763", "Core"), "2020-11-10"),
        (windows("19045", "Professional"), "2025-10-14"),
        (windows("19044", "IoTEnterpriseS"), "2032-01-13"),
    ],
)
def test_the_end_of_support_is_that_of_release_and_edition(
    system: dict[str, Any], ends: str
) -> None:
    assert whole({"os": system})["support"]["ends"] == ends


@pytest.mark.parametrize(
    "system",
    [
        {},
        {**DEBIAN, "version_id": "99"},
        {"family": "linux", "id": "arch"},
        windows("99999", "Professional"),
        windows("26100", "Strange"),
        windows("22631", "ServerStandard"),
        windows("22631", "EnterpriseS"),
        {"family": "linux", "id": "debian"},  # testing and sid have no version
        {"family": "linux", "id": "debian", "version_id": "sid"},
        windows("26100.1", "Strange"),
        windows("99999.1", "Professional"),
    ],
)
def test_a_release_the_tables_do_not_know_is_no_breach(system: dict[str, Any]) -> None:
    assert whole({"os": system}).get("support") == {}


@pytest.mark.parametrize(
    ("system", "day"),
    [
        ({**DEBIAN, "version_id": "3.1"}, "2010-02-15"),
        (UBUNTU | {"version_id": "9.10"}, "2015-04-30"),
        ({"family": "windows", "version_id": "4.0.1381"}, "2010-07-13"),
        (windows("1381", "ServerStandard"), "2010-07-13"),
    ],
)
def test_what_is_older_than_the_tables_had_ended_before_their_oldest_did(
    system: dict[str, Any], day: str
) -> None:
    assert whole({"os": system})["support"] == {"ended_before": day}


def test_the_last_day_of_support_still_counts() -> None:
    for day, left in ((29, 1), (30, 0)):
        found = whole({"os": DEBIAN}, now=at(2028, 6, day))["support"]
        assert found["days_left"] == left
    assert whole({"os": DEBIAN}, now=at(2028, 7, 1))["support"]["days_left"] == -1


@pytest.mark.parametrize(
    ("edition", "channel"),
    [
        ("Professional", "home_pro"),
        ("ProfessionalEducation", "home_pro"),
        ("CoreSingleLanguage", "home_pro"),
        ("Education", "enterprise"),
        ("EnterpriseSN", "ltsc"),
        ("IoTEnterprise", "enterprise"),
        ("IoTEnterpriseSK", "iot_ltsc"),
        ("ServerDatacenter", "server"),
        ("", None),
    ],
)
def test_the_channel_is_that_of_the_edition(edition: str, channel: str | None) -> None:
    assert windows_channel(edition) == channel


def disk(path: str, free: int, mode: str = "rw", total: int = 100) -> dict[str, Any]:
    return {"tags": {"path": path, "mode": mode}, "fields": {"total": total, "free": free}}


def test_volumes_are_those_people_and_the_system_write_to() -> None:
    rows = [
        disk("/", 25),
        disk("/home", 5),
        disk("/boot", 1),
        disk("/boot/efi", 1),
        disk("/run/user/0", 1),
        disk("/media/cdrom", 0, "ro"),
        disk("/srv", 0, "ro"),
        disk("/odd", 0, total=0),
        {"tags": {"path": "/half"}, "fields": {"total": 10}},
    ]
    found = whole({}, samples={"disk": Sampled(NOW - 60, rows)})["volumes"]
    assert found == [
        {"name": "/", "free": 25, "free_percent": 25.0},
        {"name": "/home", "free": 5, "free_percent": 5.0},
    ]


def test_free_space_is_the_rest_of_what_the_chart_shows_as_used() -> None:
    root = disk("/", 20)  # of 100, of which root keeps 5 for itself
    root["fields"] |= {"used": 75, "used_percent": 100 * 75 / 95}
    (found,) = whole({}, samples={"disk": Sampled(NOW, [root])})["volumes"]
    assert found == {"name": "/", "free": 20, "free_percent": 21.1}


@pytest.mark.parametrize("rows", [[], [disk("/media/cdrom", 0, "ro")], [disk("/boot", 5)]])
def test_without_a_volume_nothing_is_known_of_free_space(rows: list[dict[str, Any]]) -> None:
    assert "volumes" not in whole({}, samples={"disk": Sampled(NOW - 60, rows)})


def mounted(path: str, mode: str, kind: str = "ext4") -> dict[str, Any]:
    row = disk(path, 25, mode)
    row["tags"]["fstype"] = kind
    return row


def test_mounts_are_those_that_must_be_written_to() -> None:
    rows = [
        mounted("/", "ro"),
        mounted("/home", "rw"),
        mounted("/var/lib/postgresql", "ro", "xfs"),
        mounted("/srv", "ro"),
        mounted("/boot", "ro"),
        mounted("/media/cdrom", "ro"),
        mounted("/mnt/stick", "ro"),
        mounted("/varia", "ro"),
        mounted("/var/lib/snapd/snap/x", "ro", "squashfs"),
        mounted("C:\\", "rw", "NTFS"),
        mounted("\\D:", "ro", "NTFS"),
        mounted("E:\\", "ro", "FAT32"),
        {"tags": {"path": "/home/b"}, "fields": {}},
    ]
    found = whole({}, samples={"disk": Sampled(NOW - 60, rows)})["mounts"]
    assert {row["name"]: row["writable"] for row in found} == {
        "/": False,
        "/home": True,
        "/var/lib/postgresql": False,
        "/srv": False,
        "C:\\": True,
        "\\D:": False,
    }


def test_without_a_mount_that_must_be_written_to_nothing_is_known() -> None:
    for rows in ([], [mounted("/boot", "ro")]):
        assert "mounts" not in whole({}, samples={"disk": Sampled(NOW - 60, rows)})
    old = {"disk": Sampled(NOW - DAY - 1, [mounted("/", "ro")])}
    assert "mounts" not in whole({}, samples=old)


def test_a_folder_that_only_begins_like_the_systems_own_is_a_volume() -> None:
    rows = [disk("/", 25), disk("/bootcamp", 1), disk("/runner", 2), disk("/mnt/data", 3)]
    found = whole({}, samples={"disk": Sampled(NOW, rows)})["volumes"]
    assert [row["name"] for row in found] == ["/", "/bootcamp", "/runner"]


def test_samples_that_are_old_tell_nothing() -> None:
    old = {
        "disk": Sampled(NOW - DAY - 1, [disk("/", 1)]),
        "mem": Sampled(NOW - 3601, [{"tags": {}, "fields": {"available_percent": 1.0}}]),
        "system": Sampled(NOW - DAY - 1, [{"tags": {}, "fields": {"uptime": 5}}]),
    }
    found = whole({}, samples=old)
    assert "volumes" not in found
    assert found["memory_use"] == {}
    assert found["power"] == {}


def test_power_is_as_of_the_newest_sample() -> None:
    samples = {"system": Sampled(NOW - 300, [{"tags": {}, "fields": {"uptime": 1000}}])}
    assert whole({}, samples=samples)["power"] == {"on_for": 1000}


def test_what_is_made_of_samples_has_their_time() -> None:
    samples = {"system": Sampled(NOW - 300, []), "disk": Sampled(NOW - 60, [])}
    found = derived.sampled(context(samples=samples))
    assert found["power"] == NOW - 300
    assert found["volumes"] == NOW - 60
    assert "memory_use" not in found
    assert "silence" not in found


def test_memory_in_use_is_what_cannot_be_had() -> None:
    samples = {"mem": Sampled(NOW - 60, [{"tags": {}, "fields": {"available_percent": 3.0}}])}
    assert whole({}, samples=samples)["memory_use"] == {"percent": 97.0}


@pytest.mark.parametrize(
    ("away", "lasts"),
    [
        ((), 3600),
        (((NOW - 7200, NOW - 5000),), 3600),  # over long before
        (((NOW - 3000, NOW - 2000),), 3600 - 1000 - 900),
        (((NOW - 5000, NOW - 2000),), 3600 - 1600 - 900),  # heard from within it: only the rest
        (((NOW - 3000, NOW - 100),), 600),  # agents still come back
        (((NOW - 3000, NOW - 2500), (NOW - 2000, NOW - 1000)), 700),  # within each other's grace
    ],
)
def test_nobody_is_silent_while_nobody_listens(
    away: tuple[tuple[int, int], ...], lasts: int
) -> None:
    found = whole({}, last_seen=NOW - 3600, away=away)
    assert found["silence"] == {"lasts": lasts, "since": NOW - 3600}


def test_silence_is_never_negative() -> None:
    assert whole({}, last_seen=NOW + 30)["silence"]["lasts"] == 0


def test_a_clock_is_off_either_way_or_not_known() -> None:
    assert whole({})["clock"] == {}
    assert whole({}, clock_offset=-400.0)["clock"] == {"offset": 400.0}


KASPERSKY = {"name": "Kaspersky Free", "vendor": "Kaspersky", "on": True, "up_to_date": True}
DEFENDER = {"name": "Microsoft Defender", "vendor": "Microsoft", "on": False}
SERVER = {"family": "windows", "name": "Windows Server 2019"}


def protection(*programs: dict[str, Any], **facts: Any) -> dict[str, Any]:
    return dict(whole({"antivirus": list(programs), **facts})["protection"])


def test_one_antivirus_program_that_guards_is_enough_and_its_signatures_count() -> None:
    old = {**DEFENDER, "signatures": NOW - 400 * DAY}
    assert protection(old, KASPERSKY) == {"on": True, "up_to_date": True}
    assert protection(old, {**KASPERSKY, "signatures": NOW - 3 * DAY})["signatures_age"] == 3
    guards = {**old, "on": True, "up_to_date": False}
    assert protection(guards) == {"on": True, "up_to_date": False, "signatures_age": 400}


def test_that_none_guards_is_known_where_all_were_asked() -> None:
    off = {**KASPERSKY, "on": False}
    listed = [{"name": "Kaspersky Free"}]
    assert protection(DEFENDER, off, software=listed) == {"on": False}
    assert protection(DEFENDER, software=[{"name": "LibreOffice"}]) == {"on": False}
    assert protection({**DEFENDER, "up_to_date": True}, software=listed) == {"on": False}
    assert protection(DEFENDER) == {"on": False}


def test_that_defender_is_off_says_nothing_where_another_could_not_be_asked() -> None:
    listed = [{"name": "Kaspersky Endpoint Security for Windows"}, {"name": "LibreOffice"}]
    assert protection(DEFENDER, software=listed) == {}
    seen = {**DEFENDER, "up_to_date": True}  # by itself: servers have no Security Center
    assert protection(seen, software=listed, os=SERVER) == {}
    assert protection(seen, os=SERVER) == {"on": False}


def test_of_antivirus_that_nobody_told_nothing_is_known() -> None:
    assert whole({})["protection"] == {}
    assert protection({"name": "ClamAV", "vendor": "Cisco"}) == {}


def test_days_are_counted_until_the_machine_was_last_heard_from() -> None:
    facts = {
        "antivirus": [{**DEFENDER, "on": True, "signatures": NOW - 60 * DAY}],
        "updates": {"installed": NOW - 70 * DAY, "checked": NOW - 61 * DAY},
    }
    found = whole(facts, last_seen=NOW - 58 * DAY)
    assert found["protection"]["signatures_age"] == 2
    assert found["patching"] == {"age": 12, "looked": 3}
    assert whole(facts, last_seen=NOW - 90 * DAY)["patching"] == {"age": 0, "looked": 0}


def test_a_system_that_was_installed_last_week_was_mended_then() -> None:
    system = {**DEBIAN, "installed": "2026-11-16"}
    assert whole({"os": system, "updates": {"source": "apt"}})["patching"] == {"age": 7}
    assert whole({"os": system})["patching"] == {}
    assert whole({"os": DEBIAN, "updates": {"source": "apt"}})["patching"] == {}
    odd = {**DEBIAN, "installed": "last week"}
    assert whole({"os": odd, "updates": {"installed": NOW - DAY}})["patching"] == {"age": 1}


def test_what_is_derived_is_of_the_catalogues_types() -> None:
    samples = {
        "disk": Sampled(NOW, [disk("/", 25)]),
        "mem": Sampled(NOW, [{"tags": {}, "fields": {"available_percent": 50}}]),
        "system": Sampled(NOW, [{"tags": {}, "fields": {"uptime": 5}}]),
    }
    facts = {**GOLDEN["facts"], "os": DEBIAN, "antivirus": [KASPERSKY | {"signatures": NOW}]}
    facts["updates"] = {"installed": NOW, "checked": NOW}
    found = whole(facts, samples=samples, clock_offset=1.0)
    found["support"] |= whole({"os": {**DEBIAN, "version_id": "1"}})["support"]
    for name, section in derived.sections().items():
        listed = found[name] if isinstance(section, Rows) else [found[name]]
        fields: Any = section.fields if isinstance(section, Rows) else section
        assert listed
        for row in listed:
            assert set(row) == set(fields), name
            for key, value in row.items():
                assert isinstance(fields[key], Field)
                assert fits(value, fields[key]), (name, key)


class Asked(dict[str, Any]):
    """Facts, or a section of them, that note which names were asked for."""

    def __init__(self, prefix: str, names: set[str], content: dict[str, Any]) -> None:
        super().__init__(content)
        self._prefix, self._names = prefix, names

    def _asked(self, name: str) -> Any:
        found = super().get(name)
        if isinstance(found, dict):
            return Asked(f"{self._prefix}{name}.", self._names, found)
        self._names.add(self._prefix + name)
        return found

    def __getitem__(self, name: str) -> Any:
        return self._asked(name)

    def __contains__(self, name: object) -> bool:
        self._asked(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        found = self._asked(name)
        return default if found is None else found


@pytest.mark.parametrize("system", [DEBIAN, windows("26100", "Professional"), {"graphical": True}])
def test_derived_facts_read_nothing_that_is_not_in_the_catalogue(system: dict[str, Any]) -> None:
    names: set[str] = set()
    derived.all_of(Asked("", names, {"os": system, "machine": {"virtual": False}}), context())
    assert names >= {"os.family", "os.name", "machine.chassis"}
    assert names <= fact_fields(NAMES).keys() | NAMES.sections.keys()  # a section may be missing


def test_what_is_told_beside_a_fact_is_in_the_catalogue() -> None:
    assert {name for beside in derived.BESIDE.values() for name in beside} <= FIELDS.keys()
    assert derived.BESIDE.keys() <= FIELDS.keys()
