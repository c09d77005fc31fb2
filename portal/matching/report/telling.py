"""Saying a report in lines."""

from collections.abc import Iterator

from portal.matching.report.measuring import Report

MUST_HOLD = ("Promises about distances broken", "Pairing: proven least")


def lines(found: Report) -> Iterator[str]:
    """Say what was measured, each figure beside its aim."""
    yield f"{found.method}: {found.prisons} prisons"
    if not found.lines:
        yield "  Too little is known to compare any two."
    for line in found.lines:
        aim = f"  [aim {line.aim}: {'met' if line.met else 'NOT MET'}]" if line.aim else ""
        yield f"  {line.what}: {line.figure}{aim}"


def is_sound(found: Report) -> bool:
    """Tell whether what must hold on any figures holds."""
    return all(line.met is not False for line in found.lines if line.what in MUST_HOLD)
