import pytest

from portal.accounts import passwords

EMAIL, NAME = "robin.reed@example.org", "Robin Reed of Leeds"


def problem(password: str) -> str:
    return passwords.problem(password, email=EMAIL, name=NAME)


@pytest.mark.parametrize("password", ["twelve chars", "x y" * 20, "ünïcödé wörds", "a" * 199 + "b"])
def test_long_passwords_are_good_whatever_they_are_made_of(password):
    assert problem(password) == ""


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "Enter a password"),
        ("eleven char", "12 characters or more"),
        ("ab" * 100 + "c", "200 characters or fewer"),
        ("Robin.Reed@example.org", "your name or email"),
        ("robin reed OF leeds", "your name or email"),
        ("robinreedofleeds", "your name or email"),
        ("Password 1234", "harder to guess"),
        ("aaaaaaaaaaaaaa", "harder to guess"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password, why):
    assert why in problem(password)


def test_every_common_password_is_one_that_the_length_lets_through():
    assert all(len(each) >= passwords.SHORTEST for each in passwords.COMMON)
    assert all(problem(each) for each in passwords.COMMON)


def test_a_hash_is_of_one_password_only_and_has_the_parameters_of_today():
    made = passwords.hashed("three random words")
    assert made.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.matches(made, "three random words")
    assert not passwords.matches(made, "three random word")
    assert not passwords.is_outdated(made)


def test_nobody_has_any_password():
    assert not passwords.matches(None, "nobody has this password")
    assert not passwords.matches(None, "")


def test_an_unknown_person_costs_a_hash_like_a_known_one(monkeypatch):
    verified = []

    class Watched:
        def verify(self, password_hash, password):
            verified.append(password_hash)
            return True

        def hash(self, password):
            return "a hash"

    monkeypatch.setattr(passwords, "_hasher", Watched())
    passwords._nobodys.cache_clear()
    assert not passwords.matches(None, "anything at all")
    passwords._nobodys.cache_clear()
    assert verified == ["a hash"]


def test_the_same_keys_on_another_computer_give_the_same_password():
    assert passwords.matches(passwords.hashed("cafe\u0301 au lait au lit"), "café au lait au lit")


def test_a_damaged_hash_lets_nobody_in():
    assert not passwords.matches("not a hash", "three random words")


def test_what_is_too_long_is_wrong_also_where_its_beginning_is_right():
    longest = "ab" * 100
    assert passwords.matches(passwords.hashed(longest), longest)
    assert not passwords.matches(passwords.hashed(longest), longest + "c")
