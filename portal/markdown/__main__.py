"""The process in which long texts are rendered: texts in, HTML out, within limits.

Started by portal.markdown.rendering. The kernel ends it where a text takes too long.
"""

import ctypes
import os
import resource
import signal
import sys
import time
from contextlib import suppress

from portal.markdown.messages import read_text, write_text
from portal.markdown.render import to_html

SECONDS = 3  # of processor time, for one text
MEMORY = 512 * 1024 * 1024
PR_SET_PDEATHSIG = 1


def main() -> None:
    """Render text after text until there are no more."""
    os.nice(5)  # whoever reads comes first
    with suppress(AttributeError):  # on Linux: end with the worker, however that ended
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while (source := read_text(sys.stdin.buffer)) is not None:
        until = int(time.process_time()) + 1 + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
        write_text(sys.stdout.buffer, to_html(source))


main()
