# dispatcher_thread - a plain interpreter lock: a thread that waits for events
# and calls the handler
#
#   dispatcher_thread.py LOAD
#
# SPDX-License-Identifier: MIT
import _thread
import sys

import loads
import outside


def handler(seq):
    outside.stamp()
    if outside.keep(seq):
        outside.settle()


def dispatch():
    events = open("/dev/stdin", "rb", 0)
    message = bytearray(4)
    while events.readinto(message) == 4:
        handler(message[0] | message[1] << 8 | message[2] << 16)


_thread.start_new_thread(dispatch, ())
outside.ready()
getattr(loads, sys.argv[1])()
