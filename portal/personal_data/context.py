"""What stands before a number: the words that say what it is."""

import re

from portal.personal_data.word_list import words_in

_WORD = re.compile(r"[A-Za-z']+")

# What codes and references belong to: after one of these a code is no person's number.
OF_THINGS = words_in(
    """
    account asset batch bin booking budget cell code colour contract cost course door edition exam
    extension folder form grant group invoice isbn item job key kit level licence locker lot minute
    model module order page paper part policy post product project psi pso purchase qualification
    reference ref room section serial sheet shelf sku spec stock study tag ticket unit urn vacancy
    vehicle version
    """
)


def words_before(text: str, at: int, most: int) -> list[str]:
    """Give the last few words before an offset in lower case, from its line or the line above."""
    return [word.lower() for word in _WORD.findall(text[max(0, at - 60) : at])][-most:]
