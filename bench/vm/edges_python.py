# What the contenders in CPython share: the main program, and what it tells of the
# edges in the end.
#
# SPDX-License-Identifier: MIT
import sys
import threading


def wait_for_line():
    if "busy" not in sys.argv:
        sys.stdin.readline()
        return
    over = []
    threading.Thread(target=lambda: over.append(sys.stdin.readline())).start()
    n = 0
    while not over:
        n += 1


def run(late_ns):
    """Until a line comes; `late_ns` is what the handler adds to. It does not know
    what was lost."""
    print("ready", flush=True)
    wait_for_line()
    late_ns.sort()

    def late(share):
        return late_ns[int((len(late_ns) - 1) * share)] if late_ns else 0

    print(len(late_ns), 0, late(0.5), late(0.99), late(1), flush=True)
    sys.stdin.readline()
