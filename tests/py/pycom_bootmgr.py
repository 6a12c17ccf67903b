# pycom.bootmgr() that has to reset does, with what it was told.
#
# SPDX-License-Identifier: MIT
import pycom

record = pycom.bootmgr()
print(record)
if record[0] == "Factory":
    pycom.bootmgr(boot_partition=pycom.OTA_0)
elif record[1] == "LittleFS":
    pycom.bootmgr(fs_type=pycom.FAT, reset=True)
print("the end")
