"""Reading what people type about themselves."""

import re
import unicodedata

EMAIL_MAX = 254
NAME_MAX = 120
EMAIL_WANTED = "Enter an email address, like name@example.org"
# Deliberately narrow: what mail servers accept without quoting.
_EMAIL = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([a-z0-9-]+\.)+[a-z0-9-]{2,}")


def read_email(raw: str) -> str:
    """Give an e-mail address in the form that is kept, or nothing where it is not one."""
    email = raw.strip().lower()
    return email if len(email) <= EMAIL_MAX and _EMAIL.fullmatch(email) else ""


def read_line(raw: str) -> str:
    """Give a text as one line: runs of blanks become one, control characters go."""
    spaced = " ".join(raw.split())
    return "".join(each for each in spaced if unicodedata.category(each) != "Cc")


def detail_problems(name: str, job_title: str) -> dict[str, str]:
    """Say what is wrong with a name and a job title, by field."""
    problems = {}
    if not name:
        problems["name"] = "Enter your full name"
    elif len(name) > NAME_MAX:
        problems["name"] = f"Full name must have {NAME_MAX} characters or fewer"
    if len(job_title) > NAME_MAX:
        problems["job_title"] = f"Job title must have {NAME_MAX} characters or fewer"
    return problems
