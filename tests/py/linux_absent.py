# Device files that are not there, or are something else, beside a bus that is
# simulated and takes its time.
import time
import tocsin
from machine import ADC, I2C, PWM, SPI, WDT


def attempt(what, *args):
    try:
        return what(*args)
    except Exception as error:
        print(type(error).__name__, error)


attempt(I2C, 0)
attempt(I2C, 1)
attempt(SPI, 0)
attempt(WDT, 0, 1000)
attempt(ADC().channel(pin="P13").value)
attempt(lambda: PWM(0, frequency=100).channel(0, pin="P8"))
attempt(tocsin.board.attach, "can0=loop")
attempt(tocsin.board.attach, "adc@P13=constant,mv=5")
attempt(tocsin.board.attach, "i2c0=si7006")
attempt(tocsin.board.attach, "i2c1@0x41=si7006")

# Bad arguments are told as ever.
attempt(lambda: I2C(0, baudrate=0))

i2c = I2C(2, baudrate=100000, pins=("P9", "P10"))
before = time.ticks_us()
print(i2c.readfrom_mem(0x40, 0xE7, 1))
print(time.ticks_diff(time.ticks_us(), before) > 150)
attempt(i2c.writeto, 0x41, b"\xfe")
