# A pad has one function, the last one that it was given. A bus whose pad became
# a Pin, or another bus's, does not work until it is set up again.
from machine import CAN, I2C, PWM, RMT, SD, Pin, SPI, UART
from tocsin import board


def attempt(what, *args):
    try:
        print(what(*args))
    except OSError as e:
        print(repr(e))


print("I2C")
i2c = I2C(0)
for take in (
    lambda: Pin("P9"),
    lambda: Pin("P10", Pin.OUT),
    lambda: SPI(0),  # its clock is P10
    lambda: PWM(0, 1000).channel(0, pin="P10"),
    lambda: Pin("P10").init(Pin.OPEN_DRAIN),
    lambda: I2C(1),
    lambda: RMT(channel=2, gpio="P10", tx_idle_level=0),
    lambda: CAN(baudrate=500000, pins=("P9", "P23")),
):
    take()
    print(i2c.scan(), i2c)
    attempt(i2c.readfrom_mem, 0x40, 0xE7, 1)
    i2c.init()
    attempt(i2c.readfrom_mem, 0x40, 0xE7, 1)
# Not by these.
Pin.module.P9.pull(Pin.PULL_UP)
Pin("P22")
attempt(i2c.readfrom_mem, 0x40, 0xE7, 1)
i2c.deinit()
Pin("P9")

print("SPI")
spi = SPI(0, pins=("P19", "P11", "P14"))


def loop():
    data = bytearray(b"abc")
    spi.write_readinto(data, data)
    print(data)


loop()
Pin("P14")  # an input reads on, an output does not
loop()
Pin("P11", Pin.OUT, value=0)
loop()
spi.init(pins=("P19", "P11", "P14"))
loop()
Pin("P19")
loop()
spi.init(pins=("P19", "P11", "P14"))
loop()
spi.deinit()
Pin("P11")

print("UART")
uart = UART(1, 9600, pins=("P3", "P4"), timeout_chars=5)


def echo():
    print(uart.write("abc"), uart.read(), uart.any())


echo()
Pin("P4")
echo()
Pin("P3")
echo()
print(uart.sendbreak(), uart.wait_tx_done(10))
uart.init(9600, pins=("P3", "P4"), timeout_chars=5)
echo()
board.unwire("P3", "P4")
Pin("P4", Pin.OUT)
echo()
uart.init(9600, pins=("P8", "P12"), timeout_chars=5)
SD()
echo()
# One wire is set up anew whenever something is sent.
uart.init(9600, pins=("P3",))
Pin("P3")
echo()
