# run: tocsin --virtual-time --attach i2c0=pysense,battery=3.8 --attach i2c0=lis2hh12,x=0.5,z=0.866,int=P13 --attach i2c0=ltr329,lux=320 --attach i2c0=mpl3115a2,pressure=1009.3 --attach i2c0=si7006,temperature=21.5,humidity=40 examples/pysense.py
#
# The sensors of a Pysense, read as its libraries do, and a move of the board
# that interrupts.
import math
import struct
import time
from machine import I2C, Pin
from tocsin import board

i2c = I2C(0, mode=I2C.MASTER, pins=("P22", "P21"), baudrate=100000)
print([hex(address) for address in i2c.scan()])


def register(address, reg, value):
    i2c.writeto_mem(address, reg, bytes([value]))


# Co-processor: which board, and the battery behind its divider.
def peek(address):
    i2c.writeto(8, bytes([0, address & 0xFF, address >> 8]))
    return i2c.readfrom(8, 2)[1]


i2c.writeto(8, bytes([0x12]))
print("product %04x" % struct.unpack("<H", i2c.readfrom(8, 3)[1:]))
code = (peek(0x9C) << 2) + (peek(0x9B) >> 6)
print("battery %.1f V" % (code * 3.3 * 280 / 1023 / 180 + 0.01))

# SI7006: temperature and humidity.
i2c.writeto(0x40, 0xF3)
time.sleep_ms(15)
high, low, _ = i2c.readfrom(0x40, 3)
print("%.1f C" % (175.72 * (high << 8 | low) / 65536 - 46.85))
i2c.writeto(0x40, 0xF5)
time.sleep_ms(25)
high, low, _ = i2c.readfrom(0x40, 3)
print("%.0f %%" % (125 * (high << 8 | low) / 65536 - 6))

# LTR-329: light, by the formula for little infrared.
register(0x29, 0x80, 0x01)
time.sleep_ms(110)
ch1, ch0 = struct.unpack("<HH", i2c.readfrom_mem(0x29, 0x88, 4))
print("%.0f lx" % (1.7743 * ch0 + 1.1059 * ch1))

# MPL3115A2: pressure, 128 samples.
register(0x60, 0x26, 0x38)
register(0x60, 0x26, 0x39)
while not i2c.readfrom_mem(0x60, 0, 1)[0] & 4:
    time.sleep_ms(10)
msb, csb, lsb = i2c.readfrom_mem(0x60, 1, 3)
print("%.1f hPa" % (((msb << 10) + (csb << 2) + (lsb >> 6)) / 100))

# LIS2HH12: 50 Hz, 2 g; rest is low.
register(0x1E, 0x20, 0x27)
register(0x1E, 0x24, 0x03)
x, y, z = struct.unpack("<hhh", i2c.readfrom_mem(0x1E, 0x28, 6))
print("roll %.0f degrees" % math.degrees(math.atan2(-x, z)))


def moved(pin):
    print("%d ms:" % time.ticks_ms(), "activity" if pin() else "rest")


register(0x1E, 0x1E, 16)
register(0x1E, 0x1F, 5)
Pin("P13", Pin.IN).callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, moved)
register(0x1E, 0x22, 0x20)
time.sleep_ms(1000)
board.set("lis2hh12", x=1.2)
time.sleep_ms(1000)
Pin("P13").callback(Pin.IRQ_RISING, None)
