# run: tocsin --virtual-time examples/nvs_boots.py
#
# A counter that outlives a soft reset, and with --flash the process as well.
#
# SPDX-License-Identifier: MIT
import machine
import pycom

try:
    boots = pycom.nvs_get("boots")
except ValueError:
    boots = 0
pycom.nvs_set("boots", boots + 1)
print("this board was started %d times before" % boots)
if boots < 2:
    machine.soft_reset()
