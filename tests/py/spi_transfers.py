# Every transfer of machine.SPI, what it returns, and how long the wires take.
import time
from machine import SPI
from tocsin import board


def took(what, *args, **kwargs):
    begin = time.ticks_us()
    result = what(*args, **kwargs)
    print(result, time.ticks_us() - begin, "us")


print(SPI.MASTER, SPI.MSB, SPI.LSB)
spi = SPI(0, SPI.MASTER, baudrate=2000000)
print(spi)
print(spi is SPI(0), spi)
spi.init(baudrate=1000000, polarity=1, phase=1, firstbit=SPI.LSB)
print(spi, "clock idles", board.read("P10"))

# MISO is a pin that nobody drives, then one that is driven.
spi.init()
buf = bytearray(4)
took(spi.write, b"abcd")
took(spi.write, "ab")
took(spi.write, 65)
took(spi.read, 4)
took(spi.read, 0)
board.drive("P14", 1)
took(spi.read, 3)
took(spi.readinto, buf, write=0x55)
print(buf)
board.release("P14")

# A wire from MOSI to MISO.
board.wire("P11", "P14")
took(spi.read, 3, write=0xA5)
took(spi.write_readinto, b"wxyz", buf)
print(buf)
took(spi.write_readinto, buf, buf)
print(buf)
for bits in (16, 32):
    for firstbit in (SPI.MSB, SPI.LSB):
        spi.init(bits=bits, firstbit=firstbit)
        spi.write_readinto(b"1234", buf)
        print(bits, buf)
# Half a word is not transferred.
print(spi.read(6, write=0x31))

# Lines that are not there.
spi.init(pins=("P10", None, "P14"))
print(spi.read(2))
spi.init(pins=("P10", "P11", None))
print(spi.read(2, write=1))
spi.init(pins=None)
print(spi.read(2, write=1))
# 80 MHz divided by a whole number.
spi.init(baudrate=30000000)
took(spi.write, bytes(4000))
spi.deinit()
spi.deinit()
print(spi)
