# run: tocsin --virtual-time --attach onewire@P10=ds18b20,temperature=21.5 examples/onewire.py
#
# A DS18B20 on a 1-Wire line, the protocol made by the program itself: an open
# drain pin with its pull-up, and sleeps. In virtual time each slot is exact.
import time
from machine import Pin


class Line:
    def __init__(self, name):
        self.pin = Pin(name, Pin.OPEN_DRAIN, Pin.PULL_UP, value=1)

    def reset(self):
        self.pin(0)
        time.sleep_us(480)
        self.pin(1)
        time.sleep_us(70)
        present = not self.pin()
        time.sleep_us(410)
        return present

    def write(self, byte):
        for i in range(8):
            self.pin(0)
            time.sleep_us(5 if byte >> i & 1 else 60)
            self.pin(1)
            time.sleep_us(60 if byte >> i & 1 else 5)

    def read(self):
        byte = 0
        for i in range(8):
            self.pin(0)
            time.sleep_us(2)
            self.pin(1)
            time.sleep_us(10)
            byte |= self.pin() << i
            time.sleep_us(50)
        return byte


def crc8(data):
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x8C if crc & 1 else 0)
    return crc


line = Line("P10")
print("present:", line.reset())
line.write(0x33)
rom = bytes(line.read() for _ in range(8))
print("family 0x%02x, checksum %s" % (rom[0], "right" if crc8(rom) == 0 else "wrong"))

line.reset()
line.write(0xCC)
line.write(0x44)
begin = time.ticks_ms()
while line.read() == 0:
    time.sleep_ms(10)
print("converted within %d ms" % -(-(time.ticks_ms() - begin) // 100 * 100))

line.reset()
line.write(0xCC)
line.write(0xBE)
pad = bytes(line.read() for _ in range(9))
print("%.1f C" % ((pad[0] | pad[1] << 8) / 16), "checksum", "right" if crc8(pad) == 0 else "wrong")
