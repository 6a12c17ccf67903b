# I2C: a device with registers at 0x1e, and nobody at 0x33.
#
# SPDX-License-Identifier: MIT
from machine import I2C

i2c = I2C(0, I2C.MASTER, baudrate=100000)
print(0x1E in i2c.scan(), 0x33 in i2c.scan())

print("a register")
print(i2c.writeto_mem(0x1E, 0x1F, 0x42))
print(i2c.readfrom_mem(0x1E, 0x1F, 1))
print(i2c.writeto(0x1E, b"\x1f\x24"))
print(i2c.readfrom_mem(0x1E, 0x1F, 1))

print("several")
print(i2c.writeto_mem(0x1E, 0x1F, b"\x11\x22"))
print(i2c.readfrom_mem(0x1E, 0x1F, 2))
buf = bytearray(2)
print(i2c.readfrom_mem_into(0x1E, 0x1F, buf), buf)

print("without STOP between")
print(i2c.writeto(0x1E, b"\x1f", stop=False))
print(i2c.readfrom(0x1E, 2))

print("the register stays chosen")
i2c.writeto(0x1E, 0x1F)
print(i2c.readfrom(0x1E, 1))

print("nobody there")
for call in (
    lambda: i2c.writeto(0x33, b"\x00\x01"),
    lambda: i2c.readfrom(0x33, 1),
    lambda: i2c.writeto_mem(0x33, 0x10, 1),
    lambda: i2c.readfrom_mem(0x33, 0x10, 1),
):
    try:
        call()
        print("no error")
    except OSError as error:
        print(error)

print("after an error, and anew")
print(i2c.readfrom_mem(0x1E, 0x1F, 2))
i2c.deinit()
i2c.init(I2C.MASTER)
print(i2c.readfrom_mem(0x1E, 0x1F, 1))
