"""What words are worth, for every engine; chosen by the judged questions (tests/judged).

K and B are those of BM25; a term that stands q times in a question counts q · (K3 + 1) / (q + K3).
"""

from typing import Final

K: Final = 1.2
B: Final = 0.75
K3: Final = 8.0
# Of the least that a term is worth in a text, so much at most where it stands only in a file.
FILES_SHARE: Final = 0.5
# So much of its worth has a meaning where none of the typed words stands.
MEANING_SHARE: Final = 0.8
# So much of its worth has a term that may have been meant.
MENDED_SHARE: Final = 0.8
# What has all the words gets so much more.
FULL_BONUS: Final = 0.1
# What has just these words as its title gets so much more.
TITLE_BONUS: Final = 0.6
