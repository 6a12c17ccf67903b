# Handlers run while a transfer holds the wires: 1000 bytes at 80 kHz.
import time
from machine import SPI, Timer

spi = SPI(0, baudrate=80000)
seen = []
alarm = Timer.Alarm(lambda a: seen.append(time.ticks_ms()), ms=25, periodic=True)
for transfer in (
    lambda: spi.write(bytes(1000)),
    lambda: spi.read(1000),
    lambda: spi.write_readinto(bytes(1000), bytearray(1000)),
):
    seen.clear()
    begin = time.ticks_ms()
    transfer()
    end = time.ticks_ms()
    print(end - begin, len(seen), all(begin < at <= end for at in seen))
alarm.cancel()
