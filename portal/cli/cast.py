"""The people of the demo. Their addresses can reach nobody."""

from dataclasses import dataclass

from portal.accounts.models import Role


@dataclass(frozen=True)
class Person:
    """Describe one of the people to try the portal as; `place` is for reading."""

    name: str
    role: Role
    place: str
    prison: str | None = None  # its code
    region: str | None = None

    @property
    def email(self) -> str:
        """Give an address of the domain that is reserved for examples."""
        return f"{self.name.split()[0].lower()}@example.org"


PEOPLE = (
    Person("Alice Archer", Role.PRISON_LEAD, "Example Midvale", prison="EX4"),
    Person("Bob Barnes", Role.MEMBER, "Example Midvale", prison="EX4"),
    Person("Charlie Cole", Role.MEMBER, "Example Westholme", prison="EX5"),
    Person("Dana Doyle", Role.REGIONAL_LEAD, "West Midlands", region="West Midlands"),
    Person("Erin Ellis", Role.ADMINISTRATOR, "the whole portal"),
)
