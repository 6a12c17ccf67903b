# run: tocsin --virtual-time --attach spi0@P3=bme280,temperature=-3.5,pressure=1002.75 examples/spi_bme280.py
#
# A BME280 on SPI, selected by P3: calibration, one forced measurement, and the
# datasheet's way from what it measured to degrees and hectopascals.
import struct
import time
from machine import SPI, Pin

spi = SPI(0, SPI.MASTER, baudrate=2000000, polarity=0, phase=0)
select = Pin("P3", Pin.OUT, value=1)


def read(register, count):
    select(0)
    spi.write(bytes([register | 0x80]))
    data = spi.read(count)
    select(1)
    return data


def write(register, value):
    select(0)
    spi.write(bytes([register & 0x7F, value]))
    select(1)


def compensate(raw_pressure, raw_temperature):
    t1, t2, t3, p1, p2, p3, p4, p5, p6, p7, p8, p9 = struct.unpack("<HhhHhhhhhhhh", read(0x88, 24))
    a = raw_temperature / 16384 - t1 / 1024
    b = raw_temperature / 131072 - t1 / 8192
    fine = a * t2 + b * b * t3
    x = fine / 2 - 64000
    y = x * x * p6 / 32768 + x * p5 * 2
    y = y / 4 + p4 * 65536
    x = (1 + (p3 * x * x / 524288 + p2 * x) / 524288 / 32768) * p1
    pascal = (1048576 - raw_pressure - y / 4096) * 6250 / x
    pascal += (p9 * pascal * pascal / 2147483648 + pascal * p8 / 32768 + p7) / 16
    return fine / 5120, pascal / 100


print("chip 0x%02x" % read(0xD0, 1)[0])
write(0xF4, 0x25)  # both once, forced
while read(0xF3, 1)[0] & 0x08:
    time.sleep_ms(1)
data = read(0xF7, 6)
raw = [data[i] << 12 | data[i + 1] << 4 | data[i + 2] >> 4 for i in (0, 3)]
print("%.2f C, %.2f hPa" % compensate(*raw))
