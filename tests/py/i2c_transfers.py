# Every transfer, what it returns, and how long the wires take in virtual time.
import time
from machine import I2C
from tocsin import board


def took(what, *args, **kwargs):
    begin = time.ticks_us()
    result = what(*args, **kwargs)
    print(result, time.ticks_us() - begin, "us")
    return result


i2c = I2C(0, I2C.MASTER, baudrate=100000)
print(i2c, I2C.MASTER)
print(i2c is I2C(0))
print(i2c.scan(), I2C(1, pins=("P22", "P21")).scan())

# One byte: START, 2 times 9 bits, STOP.
took(i2c.writeto, 0x40, 0xE7)
took(i2c.readfrom, 0x40, 1)
took(i2c.writeto, 0x40, b"\xe7", stop=False)
took(i2c.readfrom, 0x40, 1)
took(i2c.writeto, 0x40, "\x11")
took(i2c.readfrom_mem, 0x40, 0xE7, 1)
took(i2c.readfrom_mem, 0x40, 0xFCC9, 6, addrsize=16)
took(i2c.readfrom_mem, 0x40, 0xE7, 0)
took(i2c.readfrom_mem, 0x40, 0xE7, -1)
took(i2c.writeto_mem, 0x40, 0xE6, 0x81)
buf = bytearray(1)
took(i2c.readfrom_mem_into, 0x40, 0xE7, buf)
print(buf)
took(i2c.readfrom_into, 0x40, buf)

i2c.init(baudrate=400000)
print(i2c)
took(i2c.writeto, 0x40, 0xE7)

# The software bus probes by reading, and keeps its pins.
soft = I2C(2, pins=("P3", "P4"))
print(soft, soft.scan())
board.attach("i2c2=si7006")
print(soft.scan())
soft.writeto(0x40, 0xE7)
print(soft.scan())

for bus in (i2c, soft):
    bus.deinit()
    bus.deinit()
    print(bus, bus.scan())
i2c.init()
soft.init(pins=None)
print(i2c, i2c.scan(), soft)
