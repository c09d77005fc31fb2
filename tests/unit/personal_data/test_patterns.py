"""No pattern may take more than linear time, whatever the text: looked at in how it is built."""

import importlib
import pkgutil
import re
from re import _constants, _parser

import pytest

from portal import personal_data, plain_english


def patterns():
    for package in (personal_data, plain_english):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, re.Pattern):
                    yield pytest.param(value, id=f"{module.name}.{name}")


def parts(tree):
    """Give the operators of a parsed pattern, each with what it holds."""
    for operator, argument in tree:
        inner = [argument] if isinstance(argument, _parser.SubPattern) else []
        pending = list(argument) if isinstance(argument, tuple | list) else []
        while pending:
            each = pending.pop()
            if isinstance(each, _parser.SubPattern):
                inner.append(each)
            elif isinstance(each, tuple | list):
                pending.extend(each)
        yield operator, argument, inner


def endless_in_endless(tree, inside=False):
    repeats = {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}
    for operator, argument, inner in parts(tree):
        endless = operator in repeats and argument[1] is _constants.MAXREPEAT
        if endless and inside:
            return True
        if any(endless_in_endless(each, inside or endless) for each in inner):
            return True
    return False


def test_the_check_knows_a_pattern_that_backtracks():
    assert endless_in_endless(_parser.parse(r"(?:a+b?)+c"))
    assert not endless_in_endless(_parser.parse(r"a+(?:b{1,3}c){0,9}"))


@pytest.mark.parametrize("pattern", list(patterns()))
def test_no_endless_repeat_stands_inside_another(pattern):
    assert not endless_in_endless(_parser.parse(pattern.pattern, pattern.flags))
