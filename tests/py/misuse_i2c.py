# Every exception of machine.I2C.
from machine import I2C
from tocsin import board


def attempt(what, *args, **kwargs):
    try:
        print(what(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e.args)


print("the constructor")
attempt(I2C, 3)
attempt(I2C, -1)
attempt(I2C, 0, 1)
attempt(I2C, 0, baudrate=0)
attempt(I2C, 0, baudrate=-1)
attempt(I2C, 0, I2C.MASTER, 100000)
attempt(I2C, 1, pins=None)
attempt(I2C, 1, pins=("P9",))
attempt(I2C, 1, pins="P9")
attempt(I2C, 1, pins=5)
attempt(I2C, 1, pins=("P9", "P99"))
attempt(I2C, 1, pins=("P9", "P9"))
attempt(lambda: I2C.SLAVE)
print(I2C(2, pins=("P3", "P4")), I2C(0))

i2c = I2C(0)
print("nobody there")
attempt(i2c.writeto, 0x40, b"\xe7")
attempt(i2c.writeto, 0x140, b"\xe7")
attempt(i2c.writeto, -1, b"\xe7")
attempt(i2c.readfrom, 0x40, 1)
attempt(i2c.readfrom_into, 0x40, bytearray(1))
attempt(i2c.readfrom_mem, 0x40, 0, 1)
attempt(i2c.readfrom_mem_into, 0x40, 0, bytearray(1))
attempt(i2c.writeto_mem, 0x40, 0, b"1")

board.attach("i2c0=si7006")
print("arguments")
attempt(i2c.readfrom, 0x40, 0)
attempt(i2c.readfrom, 0x40)
attempt(i2c.writeto, 0x40, 1.5)
attempt(i2c.writeto, "P9", b"")
attempt(i2c.writeto, 0x40, b"\xe7", False)
attempt(i2c.readfrom_into, 0x40, b"1")
attempt(i2c.readfrom_mem, 0x40, 0, 1, addrsize=12)
attempt(i2c.readfrom_mem, 0x40, 0, 0, addrsize=12)
attempt(i2c.writeto_mem, 0x40, 0, b"1", addrsize=0)

for fault in ("absent", "nack", "stuck"):
    board.set("si7006", "fault", fault)
    print(fault, i2c.scan())
    attempt(i2c.writeto, 0x40, b"\xe7")
    attempt(i2c.readfrom_mem, 0x40, 0xE7, 1)
    print("SDA", board.read("P9"))
board.set("si7006", "fault", "none")
attempt(i2c.readfrom_mem, 0x40, 0xE7, 1)

print("closed")
i2c.deinit()
attempt(i2c.writeto, 0x40, b"\xe7")
attempt(i2c.readfrom_mem, 0x40, 0xE7, 1)
attempt(i2c.scan)
attempt(i2c.init, pins=None)
i2c.init()
attempt(i2c.readfrom_mem, 0x40, 0xE7, 1)
