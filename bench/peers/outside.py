# outside - bench/outside.h for programs of MicroPython
#
# SPDX-License-Identifier: MIT
import ffi
import os

_library = ffi.open(os.getenv("OUTSIDE_LIBRARY"))
stamp = _library.func("v", "outside_stamp", "")
keep = _library.func("i", "outside_keep", "i")
lost = _library.func("v", "outside_lost", "i")
settle = _library.func("v", "outside_settle", "")
ready = _library.func("v", "outside_ready", "")
send_edges = _library.func("i", "outside_send_edges", "i")
relay_edges = _library.func("i", "outside_relay_edges", "i")

if _library.func("i", "outside_open", "")() != 0:
    raise SystemExit(1)
