# cpython - CPython 3: a thread that waits for events and calls the handler
#
#   cpython.py LOAD
#
# SPDX-License-Identifier: MIT
import ctypes
import os
import sys
import threading

import loads

# PyDLL: a call that takes no time does not give up the interpreter lock.
outside = ctypes.PyDLL(os.environ["OUTSIDE_LIBRARY"])


def handler(seq):
    outside.outside_stamp()
    if outside.outside_keep(seq):
        outside.outside_settle()


def dispatch():
    while True:
        message = os.read(0, 4)
        if len(message) != 4:
            break
        handler(int.from_bytes(message, "little"))


if outside.outside_open() != 0:
    raise SystemExit(1)
threading.Thread(target=dispatch, daemon=True).start()
outside.outside_ready()
getattr(loads, sys.argv[1])()
