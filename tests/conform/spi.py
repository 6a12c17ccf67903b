# SPI: what is sent comes back, as MISO is joined to MOSI.
#
# SPDX-License-Identifier: MIT
from machine import SPI

spi = SPI(0, SPI.MASTER, baudrate=1000000)
buf = bytearray(8)
print(spi.write("abcd"), spi.write(b""), spi.write(65))
print(spi.read(4, write=0xA5), spi.read(0))
print(spi.readinto(buf, write=0x5A), buf)
print(spi.write_readinto(b"12345678", buf), buf)
print(spi.write_readinto(buf, buf), buf)

print("each mode")
for polarity in (0, 1):
    for phase in (0, 1):
        spi.init(polarity=polarity, phase=phase)
        spi.write_readinto(bytes((polarity, phase) * 4), buf)
        print(polarity, phase, buf)

print("words and the order of bits")
for bits in (8, 16, 32):
    for firstbit in (SPI.MSB, SPI.LSB):
        spi.init(bits=bits, firstbit=firstbit)
        spi.write_readinto(b"12345678", buf)
        print(bits, firstbit, buf)

print("one of any length")
spi.init()
long = bytes(i & 0xFF for i in range(10000))
back = bytearray(10000)
spi.write_readinto(long, back)
print(back == long)

print("closed and open again")
spi.deinit()
spi.init()
print(spi.read(2, write=0x77))
