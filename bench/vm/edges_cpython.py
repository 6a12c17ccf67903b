# The same for CPython: a thread on python3-libgpiod calls a handler.
#
#   edges_cpython.py CHIP OFFSET [busy]
#
# SPDX-License-Identifier: MIT
import sys
import threading
import time

import gpiod

from edges_python import run

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
# Version 1 of the library has no sequence numbers: what was lost is not known.
run(late_ns)
