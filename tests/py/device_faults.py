# Each sensor with each fault: what a transfer raises or returns, whether scan()
# finds it, and that it works again when the fault is gone.
#
# SPDX-License-Identifier: MIT
from machine import I2C, SPI, Pin
from tocsin import board

KINDS = (
    ("bme280", 0x76),
    ("l76", 0x10),
    ("lis2hh12", 0x1E),
    ("ltr329", 0x29),
    ("mpl3115a2", 0x60),
    ("pysense", 0x08),
    ("pytrack", 0x08),
    ("si7006", 0x40),
)


def outcome(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return repr(error)


i2c = I2C(0)
for kind, address in KINDS:
    name = board.attach("i2c0=" + kind)
    well = (outcome(i2c.writeto, address, b"\x00"), len(outcome(i2c.readfrom, address, 2)), i2c.scan())
    print(kind, well)
    for fault in ("absent", "nack", "stuck"):
        board.set(name, fault=fault)
        print(" ", fault, i2c.scan() == [address])
        buf = bytearray(2)
        for function, args in (
            (i2c.writeto, (address, b"\x00")),
            (i2c.readfrom, (address, 2)),
            (i2c.readfrom_into, (address, buf)),
            (i2c.readfrom_mem, (address, 0, 2)),
            (i2c.readfrom_mem_into, (address, 0, buf)),
            (i2c.writeto_mem, (address, 0, b"\x00")),
        ):
            seen = outcome(function, *args)
            if seen != "OSError('I2C bus error',)":
                print("   ", function, seen)
    # A stuck line is low for everybody who looks at it.
    print("  SDA", board.read("P9"))
    board.set(name, fault="none")
    again = (outcome(i2c.writeto, address, b"\x00"), len(outcome(i2c.readfrom, address, 2)), i2c.scan())
    print("  again", again == well)
    board.detach(name)


def crc8(data):
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x131) & 0xFF if crc & 0x80 else crc << 1
    return crc


name = board.attach("i2c0=si7006,temperature=21.5")
for fault in ("none", "crc"):
    board.set(name, fault=fault)
    high, low, checksum = i2c.readfrom_mem(0x40, 0xE3, 3)
    print("si7006", fault, "%.1f" % (175.72 * (high << 8 | low) / 65536 - 46.85), crc8((high, low)) == checksum)
for kind in ("bme280", "l76", "lis2hh12", "ltr329", "mpl3115a2", "pysense"):
    other = board.attach("i2c1=" + kind)
    print(kind, outcome(board.set, other, "fault", "crc"))
    board.detach(other)

i2c.deinit()
spi = SPI(0)
select = Pin("P3", Pin.OUT, value=1)
name = board.attach("spi0@P3=bme280")
for fault in ("none", "absent", "stuck", "none"):
    board.set(name, fault=fault)
    select(0)
    spi.write(b"\xd0")
    print("spi", fault, spi.read(1))
    select(1)
