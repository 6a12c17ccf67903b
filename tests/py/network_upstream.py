# The other dialect has no network, like MicroPython on Unix.
#
# SPDX-License-Identifier: MIT
try:
    import network
except ImportError as error:
    print(error)
