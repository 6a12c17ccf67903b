# An update as programs do it: the reset after ota_finish() starts the new image,
# or what ran before where the new one is none. A soft reset starts nothing.
#
# SPDX-License-Identifier: MIT
import machine
import pycom

# One segment of 8 bytes, all 0, and the checksum.
GOOD = b"\xe9\x01" + bytes(22) + b"\x20\x00\x40\x3f" + b"\x08\x00\x00\x00" + bytes(15) + b"\xef"


def update(image):
    pycom.ota_start()
    pycom.ota_write(image)
    print("verified", pycom.ota_verify())
    pycom.ota_finish()
    print(pycom.bootmgr())


start = pycom.nvs_get("start", 0)
pycom.nvs_set("start", start + 1)
print("start", start, pycom.bootmgr())
if start == 0:
    update(GOOD)
    machine.soft_reset()
elif start == 1:
    machine.reset()
elif start == 2:
    update(GOOD[:-1])
    machine.reset()
elif start == 3:
    update(GOOD)
    machine.deepsleep(1)
