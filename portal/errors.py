"""What can go wrong in a service, in words that a page can show."""


class PortalError(Exception):
    """Say in plain words what went wrong and what to do; the base of every error a page shows."""

    status = 400


class NotFound(PortalError):
    """Say that a thing does not exist or may not be seen: the two look the same from outside."""

    status = 404


class Forbidden(PortalError):
    """Say that this person may not do this."""

    status = 403


class EditConflict(PortalError):
    """Say that somebody else saved first; nothing was written."""

    status = 409


class Invalid(PortalError):
    """Carry what is wrong with an input, by field name.

    `problems` maps a field to its message; the key "" holds what belongs to no field.
    """

    status = 422

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


class TooManyTries(PortalError):
    """Say that something was tried too often; `retry_after` is in seconds."""

    status = 429

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Busy(PortalError):
    """Say that the portal has too much to do just now; the same can be tried again soon."""

    status = 503
