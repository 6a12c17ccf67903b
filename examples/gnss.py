# run: tocsin --virtual-time --attach i2c0=l76,lat=51.4416,lon=5.4697,fix=off examples/gnss.py
#
# Where a Pytrack is: NMEA sentences from its receiver, which finds the place
# after three seconds.
import time
from machine import I2C, Timer
from tocsin import board

i2c = I2C(0, mode=I2C.MASTER, pins=("P22", "P21"))


def sentences():
    rest = b""
    while True:
        rest += i2c.readfrom(0x10, 64)
        while b"\r\n" in rest:
            line, rest = rest.split(b"\r\n", 1)
            yield line.strip(b"\n").decode()
        time.sleep_ms(50)


def degrees(text, letter):
    whole, minutes = divmod(float(text), 100)
    value = whole + minutes / 60
    return -value if letter in "SW" else value


Timer.Alarm(lambda alarm: board.set("l76", "fix", True), 3)
for line in sentences():
    fields = line.split("*")[0].split(",")
    if fields[0] == "$GNRMC":
        if fields[2] == "A":
            print(fields[1], "%.4f %.4f" % (degrees(fields[3], fields[4]), degrees(fields[5], fields[6])))
            break
        print(fields[1], "no fix yet")
