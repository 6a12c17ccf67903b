# Every exception of machine.SPI.
from machine import SPI


def attempt(what, *args, **kwargs):
    try:
        print(what(*args, **kwargs))
    except Exception as e:
        print(type(e).__name__, e.args)


print("the constructor")
attempt(SPI, 1)
attempt(SPI, 2)
attempt(SPI, -1)
attempt(SPI, 0, 1)
attempt(SPI, 0, SPI.MASTER, 1000000)
attempt(SPI, baudrate=0)
attempt(SPI, baudrate=-5)
attempt(SPI, bits=9)
attempt(SPI, polarity=2)
attempt(SPI, phase=-1)
attempt(SPI, firstbit=2)
attempt(SPI, pins=("P10", "P11"))
attempt(SPI, pins=5)
attempt(SPI, pins=("P10", "P11", "P99"))
attempt(SPI, pins=("P10", "P11", "P10"))

spi = SPI()
print("transfers")
attempt(spi.write)
attempt(spi.write, 1.5)
attempt(spi.read)
attempt(spi.read, -1)
attempt(spi.read, 1, 2)
attempt(spi.readinto, b"abc")
attempt(spi.write_readinto, b"abc", bytearray(2))
attempt(spi.write_readinto, b"abc", b"abc")

print("closed")
spi.deinit()
buf = bytearray(b"kept")
attempt(spi.write, b"a")
attempt(spi.read, 1)
attempt(spi.readinto, buf)
attempt(spi.write_readinto, b"abcd", buf)
print(buf, spi)
