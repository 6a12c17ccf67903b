# The same for CPython: a thread on python3-libgpiod calls a handler.
#
#   edges_cpython.py CHIP OFFSET [busy]
#
# SPDX-License-Identifier: MIT
import sys
import threading
import time

import gpiod

late_ns = []


def on_edge(event):
    late_ns.append(time.monotonic_ns() - (event.sec * 1000000000 + event.nsec))


def watch(line):
    while True:
        if line.event_wait(sec=10):
            for event in line.event_read_multiple():
                on_edge(event)


line = gpiod.Chip(sys.argv[1]).get_line(int(sys.argv[2]))
line.request(consumer="edges", type=gpiod.LINE_REQ_EV_BOTH_EDGES)
threading.Thread(target=watch, args=(line,), daemon=True).start()
print("ready", flush=True)
if "busy" in sys.argv:
    over = []
    threading.Thread(target=lambda: over.append(sys.stdin.readline())).start()
    n = 0
    while not over:
        n += 1
else:
    sys.stdin.readline()
late_ns.sort()


def late(share):
    return late_ns[int((len(late_ns) - 1) * share)] if late_ns else 0


# Version 1 of the library has no sequence numbers: what was lost is not known.
print(len(late_ns), 0, late(0.5), late(0.99), late(1), flush=True)
sys.stdin.readline()
