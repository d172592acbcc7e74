"""Names, units and formulas are Telegraf's: its own answers for the same recorded /proc.

`telegraf --test` (1.30.3) was run with HOST_PROC on the files below; what it said is what is
expected here. Shares of the processor's time, which need two readings, are reckoned by hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent.probe import Host
from agent.probes.samples import cpu, diskio, mem, net, swap, system
from tests.made_of_files import host

MEMINFO = """\
MemTotal:       24684084 kB
MemFree:        20606260 kB
MemAvailable:   23998720 kB
Buffers:           86820 kB
Cached:          2839760 kB
SwapCached:            0 kB
Active:          1200420 kB
Inactive:        1814676 kB
Active(anon):       1564 kB
SwapTotal:       2097148 kB
SwapFree:        1048572 kB
Dirty:             18572 kB
Writeback:             4 kB
Mapped:            27708 kB
Shmem:              8880 kB
Slab:             869572 kB
SReclaimable:     806236 kB
SUnreclaim:        63336 kB
PageTables:         2172 kB
WritebackTmp:          0 kB
CommitLimit:    12342040 kB
Committed_AS:     209336 kB
VmallocTotal:   34359738367 kB
VmallocUsed:       14332 kB
VmallocChunk:          0 kB
HugePages_Total:       3
HugePages_Free:        1
Hugepagesize:       2048 kB
"""
DISKSTATS = """\
   7       0 loop0 10 0 20 1 0 0 0 0 0 68 70 0 0 0 0 0 0
 254       0 vda {reads} 45196 23374322 2204884 1815818 684696 77085112 829007 2 {busy} 3265702 0
 254       1 vda1 1 1 1 1 1 1 1 1 0 1 1
"""
NET = """\
Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo
    lo: 2097264577 8845105    0    0    0     0          0         0 2097264577 8845105    0    0
  eth0: 3082873858  114384    1    2    3     4          5         6  8012653   75127    7    8    9
vethab: 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1
"""


def one(probe: Any, where: Host) -> tuple[dict[str, str], Any]:
    """The only row it has."""
    (row,) = probe.read(where)
    tags, values = row
    return tags, values


def test_memory(tmp_path: Path) -> None:
    tags, found = one(mem, host(tmp_path, **{"/proc/meminfo": MEMINFO}))
    assert tags == {}
    assert found == {
        "active": 1229230080,
        "available": 24574689280,
        "available_percent": pytest.approx(97.22345783623163),
        "buffered": 88903680,
        "cached": 3733499904,
        "commit_limit": 12638248960,
        "committed_as": 214360064,
        "dirty": 19017728,
        "free": 21100810240,
        "huge_page_size": 2097152,
        "huge_pages_free": 1,
        "huge_pages_total": 3,
        "inactive": 1858228224,
        "mapped": 28372992,
        "page_tables": 2224128,
        "shared": 9093120,
        "slab": 890441728,
        "sreclaimable": 825585664,
        "sunreclaim": 64856064,
        "swap_cached": 0,
        "swap_free": 1073737728,
        "swap_total": 2147479552,
        "total": 25276502016,
        "used": 353288192,
        "used_percent": pytest.approx(1.39769415790353),
        "vmalloc_chunk": 0,
        "vmalloc_total": 35184372087808,
        "vmalloc_used": 14675968,
        "write_back": 4096,
        "write_back_tmp": 0,
    }


def test_swap(tmp_path: Path) -> None:
    vmstat = "pgpgin 5\npswpin 10\npswpout 20\n"
    where = host(tmp_path, **{"/proc/meminfo": MEMINFO, "/proc/vmstat": vmstat})
    assert one(swap, where)[1] == {
        "total": 2147479552,
        "free": 1073737728,
        "used": 1073741824,
        "used_percent": pytest.approx(50.0000953676),
        "in": 40960,
        "out": 81920,
    }


def test_no_swap_is_used_to_no_percent(tmp_path: Path) -> None:
    none = MEMINFO.replace("2097148", "0").replace("1048572", "0")
    assert one(swap, host(tmp_path, **{"/proc/meminfo": none}))[1]["used_percent"] == 0.0


def test_diskio(tmp_path: Path) -> None:
    text = DISKSTATS.format(reads=687655, busy=453260)
    assert one(diskio, host(tmp_path, **{"/proc/diskstats": text})) == (
        {"name": "vda"},
        {
            "io_time": 453260,
            "iops_in_progress": 2,
            "merged_reads": 45196,
            "merged_writes": 684696,
            "read_bytes": 11967652864,
            "read_time": 2204884,
            "reads": 687655,
            "weighted_io_time": 3265702,
            "write_bytes": 39467577344,
            "write_time": 829007,
            "writes": 1815818,
        },
    )


def test_how_busy_a_disk_was_is_told_from_the_second_reading_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticking = iter((100.0, 110.0))
    monkeypatch.setattr("agent.probes.samples.diskio.time.monotonic", lambda: next(ticking))
    where = host(tmp_path, **{"/proc/diskstats": DISKSTATS.format(reads=100, busy=1000)})
    one(diskio, where)
    file = tmp_path / "proc/diskstats"
    file.write_text(DISKSTATS.format(reads=150, busy=3500).replace("2204884", "2205384"))
    _, found = one(diskio, where)
    assert found["io_util"] == pytest.approx(25.0)  # 2,500 ms of 10 s
    assert found["io_await"] == pytest.approx(10.0)  # 500 ms of waiting, 50 reads
    assert found["io_svctm"] == pytest.approx(50.0)


def test_net(tmp_path: Path) -> None:
    where = host(tmp_path, **{"/proc/net/dev": NET, "/sys/class/net/eth0/speed": "1000\n"})
    assert one(net, where) == (
        {"interface": "eth0"},
        {
            "bytes_recv": 3082873858,
            "bytes_sent": 8012653,
            "drop_in": 2,
            "drop_out": 8,
            "err_in": 1,
            "err_out": 7,
            "packets_recv": 114384,
            "packets_sent": 75127,
            "speed": 1000,
        },
    )


@pytest.mark.parametrize("told", ["-1", "4294967295", "0", "", "fast"])
def test_a_speed_that_is_none_is_minus_one(tmp_path: Path, told: str) -> None:
    where = host(tmp_path, **{"/proc/net/dev": NET, "/sys/class/net/eth0/speed": told})
    assert one(net, where)[1]["speed"] == -1


def test_cpu_leaves_guests_out_of_the_total_for_user_time_holds_them(tmp_path: Path) -> None:
    """Between the readings: 30 user (10 of it guests), 5 nice, 15 system, 40 idle, 6 iowait, 1
    irq, 1 softirq, 2 stolen: 100 ticks in all."""
    where = host(tmp_path, **{"/proc/stat": "cpu  100 10 50 1000 5 1 2 0 20 0\ncpu0 1 2 3\n"})
    assert list(cpu.read(where)) == []
    (tmp_path / "proc/stat").write_text("cpu  130 15 65 1040 11 2 3 2 30 0\n")
    tags, found = one(cpu, where)
    assert tags == {"cpu": "cpu-total"}
    assert found == {
        "usage_user": 20.0,
        "usage_nice": 5.0,
        "usage_system": 15.0,
        "usage_idle": 40.0,
        "usage_iowait": 6.0,
        "usage_irq": 1.0,
        "usage_softirq": 1.0,
        "usage_steal": 2.0,
        "usage_guest": 10.0,
        "usage_guest_nice": 0.0,
    }


def test_counters_of_the_processor_that_run_backwards_are_an_error(tmp_path: Path) -> None:
    where = host(tmp_path, **{"/proc/stat": "cpu  100 10 50 1000 5 1 2 0\n"})
    assert list(cpu.read(where)) == []
    (tmp_path / "proc/stat").write_text("cpu  1 1 1 1 1 1 1 1\n")
    with pytest.raises(ValueError, match="ran backwards"):
        list(cpu.read(where))


def test_system_tells_load_and_time_since_boot() -> None:
    _, found = one(system, Host(Path("/"), {}))
    load = [float(n) for n in Path("/proc/loadavg").read_text(encoding="ascii").split()[:3]]
    up = float(Path("/proc/uptime").read_text(encoding="ascii").split()[0])
    assert [found[name] for name in ("load1", "load5", "load15")] == pytest.approx(load, abs=0.5)
    assert found["uptime"] == pytest.approx(up, abs=3)
    assert found["n_cpus"] >= 1
