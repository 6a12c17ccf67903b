# What of pycom depends on the board: a LoPy has no memory beside the chip's,
# and no Sigfox.
#
# SPDX-License-Identifier: MIT
import pycom

internal, external = pycom.get_free_heap()
print(internal > 40000, external)
try:
    pycom.sigfox_info()
except OSError as error:
    print(repr(error))
