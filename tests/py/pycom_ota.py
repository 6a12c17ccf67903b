# An image that comes over the air: kept, checked, and what the board is then
# said to start with.
#
# SPDX-License-Identifier: MIT
import hashlib
import pycom


def image(size, digest=True):
    """As esptool makes one, of one segment."""
    data = bytes(i & 0xFF for i in range(size))
    out = bytearray(24) + b"\x20\x00\x40\x3f" + size.to_bytes(4, "little") + data
    out[0], out[1], out[23] = 0xE9, 1, digest
    checksum = 0xEF
    for byte in data:
        checksum ^= byte
    out += bytes(15 - len(out) % 16) + bytes([checksum])
    return bytes(out) + (hashlib.sha256(out).digest() if digest else b"")


def write(data, piece=1000):
    pycom.ota_start()
    for at in range(0, len(data), piece):
        pycom.ota_write(memoryview(data)[at:at + piece])
    return pycom.ota_verify()


print(pycom.FACTORY, pycom.OTA_0, pycom.FAT, pycom.LittleFS, pycom.diff_update_enabled())
print(hex(pycom.ota_slot()), pycom.bootmgr(), pycom.ota_verify())
print(pycom.ota_start(), pycom.ota_write(b""), pycom.ota_verify())

good = image(5000)
print(write(good), write(image(8, digest=False)), write(good[:-1]))
for at in (0, 1, 23, 30, 2000, len(good) - 33, len(good) - 1):
    damaged = bytearray(good)
    damaged[at] ^= 1
    print(at, write(damaged), end="; ")
print()

print(write(good), pycom.ota_finish(), hex(pycom.ota_slot()), pycom.bootmgr())
print(pycom.ota_verify())
# Only what was begun can be written.
for function, args in ((pycom.ota_write, (b"x",)), (pycom.ota_finish, ())):
    try:
        function(*args)
    except OSError as error:
        print(error)

print(pycom.bootmgr(fs_type=pycom.FAT, safeboot=True), pycom.bootmgr())
print(pycom.bootmgr(fs_type=pycom.LittleFS), pycom.bootmgr(safeboot=False), pycom.bootmgr())
