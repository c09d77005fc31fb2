"""What the kernel knows about running processes: processor time and memory."""

import os
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


def family(parent: int) -> list[int]:
    """List a process and all its descendants."""
    children: dict[int, list[int]] = {}
    for path in PROC.glob("[0-9]*/stat"):
        try:
            children.setdefault(int(_after_name(path)[1]), []).append(int(path.parent.name))
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
    found = [parent]
    for each in found:
        found += children.get(each, [])
    return found


def cpu_seconds(processes: Iterable[int]) -> float:
    """Add up the processor time of processes, in user and system mode, in seconds."""
    ticks = 0
    for number in processes:
        parts = _after_name(PROC / str(number) / "stat")
        ticks += int(parts[11]) + int(parts[12])
    return ticks / TICKS


def memory(processes: Iterable[int]) -> tuple[float, float]:
    """Add up memory in MB (1,000,000 bytes): as resident, then with what is shared split (PSS)."""
    rss = pss = 0
    for number in processes:
        for line in (PROC / str(number) / "smaps_rollup").read_text().splitlines():
            name, *rest = line.split()
            rss += int(rest[0]) if name == "Rss:" else 0
            pss += int(rest[0]) if name == "Pss:" else 0
    return rss * 1024 / 1e6, pss * 1024 / 1e6


def _after_name(stat: Path) -> list[str]:
    # The name stands in brackets and may hold spaces; `state` follows it as number 0.
    return stat.read_text().rpartition(")")[2].split()
