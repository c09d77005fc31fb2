from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts.throttle import WINDOW, network, seconds_to_wait

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)


def ago(*minutes: float) -> list[datetime]:
    return [NOW - timedelta(minutes=each) for each in minutes]


@pytest.mark.parametrize(
    ("times", "seconds"),
    [
        ([], 0),
        (ago(4, 3, 2, 1), 0),
        (ago(5, 4, 3, 2, 1), 10 * 60),
        (ago(14.99, 4, 3, 2, 1), 1),
        (ago(15, 4, 3, 2, 1), 0),
        (ago(9, 5, 4, 3, 2, 1), 10 * 60),
        (ago(0, 0, 0, 0, 0), WINDOW.total_seconds()),
    ],
)
def test_waiting_ends_when_fewer_than_five_tries_count(times, seconds):
    assert seconds_to_wait(times, 5, NOW) == seconds


def test_the_wait_is_just_long_enough():
    times = ago(12, 7, 4, 3, 2)
    wait = timedelta(seconds=seconds_to_wait(times, 5, NOW))
    assert seconds_to_wait(times, 5, NOW + wait - timedelta(seconds=1)) == 1
    assert seconds_to_wait(times, 5, NOW + wait) == 0


@pytest.mark.parametrize(
    ("address", "counts_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_half_an_ipv6_address_counts_as_one_network(address, counts_as):
    assert network(address) == counts_as
