# Each exception of pycom.ota_*(), bootmgr() and pulses_get().
#
# SPDX-License-Identifier: MIT
import pycom


def show(what, function, *args, **keywords):
    try:
        print(what, function(*args, **keywords))
    except Exception as error:
        print(what, type(error).__name__, error)


show("write before start", pycom.ota_write, b"x")
show("finish before start", pycom.ota_finish)
pycom.ota_start()
show("write text", pycom.ota_write, "text has a buffer, too")
show("write int", pycom.ota_write, 5)
# The slot of a board with the chip's first revision has 1720 KiB.
pycom.ota_start()
block = bytes(43 * 1024)
for _ in range(40):
    pycom.ota_write(block)
show("write too much", pycom.ota_write, b"x")
show("write nothing", pycom.ota_write, b"")
print(hex(pycom.ota_slot()))

show("partition 2", pycom.bootmgr, boot_partition=2)
show("partition again", pycom.bootmgr, boot_partition=pycom.FACTORY)
show("partition text", pycom.bootmgr, boot_partition="ota_0")
show("fs 2", pycom.bootmgr, fs_type=2)
show("safeboot 1", pycom.bootmgr, safeboot=1)
show("safeboot again", pycom.bootmgr, safeboot=False)
show("positional", pycom.bootmgr, 1)
# Nothing is stored when something is wrong.
show("one good, one wrong", pycom.bootmgr, safeboot=True, fs_type=5)
print(pycom.bootmgr(), pycom.bootmgr(reset=True))

show("pulses of P99", pycom.pulses_get, "P99", 10)
show("pulses of a number", pycom.pulses_get, 5, 10)
show("pulses, no timeout", pycom.pulses_get, "P9")
show("pulses, text", pycom.pulses_get, "P9", "10")
show("pulses, negative", pycom.pulses_get, "P9", -1)
show("pulses, 0", pycom.pulses_get, "P9", 0)
