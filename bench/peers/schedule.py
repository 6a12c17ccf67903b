# schedule - the unix port as it comes: a thread that waits for events, and
# micropython.schedule() for the handler
#
#   schedule.py LOAD
#
# SPDX-License-Identifier: MIT
import _thread
import micropython
import sys

import loads
import outside

lost = 0


def handler(seq):
    outside.stamp()
    if outside.keep(seq):
        outside.settle()


def dispatch():
    global lost
    events = open("/dev/stdin", "rb", 0)
    message = bytearray(4)
    while events.readinto(message) == 4:
        try:
            micropython.schedule(handler, message[0] | message[1] << 8 | message[2] << 16)
        except RuntimeError:
            lost += 1
            outside.lost(lost)


_thread.start_new_thread(dispatch, ())
outside.ready()
load = sys.argv[1]
getattr(loads, "asleep_ms" if load == "asleep" else load)()
