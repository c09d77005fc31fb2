"""Somebody with ten minutes looks for what others did about a barrier."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.windows import scrolls_sideways

OpenAs = Callable[..., Page]

def test_shots(signed_in_as: OpenAs, open_window, axe) -> None:
    for size in ((1280, 900), (375, 812)):
        for who in ("alice", "dana", "erin"):
            p = signed_in_as(who, open_window(*size))
            for n, a in enumerate(("/", "/barriers/", "/barriers/movement", "/barriers/stigma_system", "/barriers/training_quality?like=1", "/barriers/transfers?prison=hewell")):
                p.goto(a)
                if n: axe(p)
                print(size, who, a, scrolls_sideways(p))
                p.screenshot(path=f"/tmp/b/bar-{size[0]}-{who}-{n}.png", full_page=n > 0)
