"""The process in which long texts are rendered: texts in, HTML out, within limits.

Started by portal.markdown.rendering. The kernel ends it where a text takes too long.
"""

import resource
import sys
import time

from portal.markdown.messages import read_text, write_text
from portal.markdown.render import to_html

SECONDS = 3  # of processor time, for one text
MEMORY = 512 * 1024 * 1024


def main() -> None:
    """Render text after text until there are no more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while (source := read_text(sys.stdin.buffer)) is not None:
        until = int(time.process_time()) + 1 + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
        write_text(sys.stdout.buffer, to_html(source))


main()
