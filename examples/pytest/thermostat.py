# A thermostat: reads a SI7006 each second, and heats (P9) below 20 degrees
# unless the button at P10 switched it off. Its tests are test_thermostat.py.
import time

import pycom
from machine import I2C, Pin, Timer

GREEN, RED, BLUE = 0x00FF00, 0xFF0000, 0x0000FF

pycom.heartbeat(False)
i2c = I2C(0, baudrate=400000, pins=("P22", "P21"))
heater = Pin("P9", Pin.OUT, value=0)
button = Pin("P10", Pin.IN, Pin.PULL_UP)
is_on = True


def temperature():
    i2c.writeto(0x40, 0xF3)
    time.sleep_ms(20)
    high, low, _ = i2c.readfrom(0x40, 3)
    return 175.72 * (high << 8 | low) / 65536 - 46.85


def regulate(alarm):
    try:
        celsius = temperature()
    except OSError as error:
        print("sensor:", error)
        heater(0)
        pycom.rgbled(RED)
        return
    heater(is_on and celsius < 20)
    pycom.rgbled(GREEN if is_on else BLUE)
    print("%.1f C" % celsius)


def toggle(pin):
    global is_on
    is_on = not is_on
    print("on" if is_on else "off")


button.callback(Pin.IRQ_FALLING, toggle)
alarm = Timer.Alarm(regulate, 1, periodic=True)
