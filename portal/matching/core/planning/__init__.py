"""Plan who should pair up with whom, under the wishes of whoever asks."""

from portal.matching.core.planning.plans import Greedy, Plan, PlannedGroup, Priced
from portal.matching.core.planning.problems import Contradiction, Problem, check, check_all
from portal.matching.core.planning.reasons import Reason, Rule
from portal.matching.core.planning.solving import plan, priced
from portal.matching.core.planning.wishes import RegionRule, Site, Wishes

__all__ = [
    "Contradiction",
    "Greedy",
    "Plan",
    "PlannedGroup",
    "Priced",
    "Problem",
    "Reason",
    "RegionRule",
    "Rule",
    "Site",
    "Wishes",
    "check",
    "check_all",
    "plan",
    "priced",
]
