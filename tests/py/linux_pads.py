# A peripheral that is simulated, on a pin that is a line of this machine, and
# on one where its simulation was asked for.
import machine
from machine import ADC, CAN, DAC, I2C, PWM, RMT, SD, SPI, Touch, UART


def attempt(what, *args, **kwargs):
    try:
        print(what(*args, **kwargs))
    except Exception as error:
        print(type(error).__name__, error)


attempt(I2C, 0)
attempt(I2C(0, pins=("P10", "P11")).init, pins=("P10", "P9"))
attempt(I2C, 1)
print(I2C(1).scan())
attempt(SPI, 0, pins=("P10", None, "P9"))
attempt(SPI, 0, pins=("P10", "P11", None))
attempt(UART, 2)
attempt(UART, 1, pins=("P3", "P9"))
attempt(UART, 1, pins=("P3", "P4", "P9", None))
attempt(UART, 1)
attempt(CAN, baudrate=500000, pins=("P9", "P10"))
attempt(PWM(0, frequency=100).channel, 0, pin="P9")
attempt(ADC().channel, pin="P13")
attempt(ADC().vref_to_pin, "P22")
attempt(DAC, "P22")
attempt(Touch, "P9")
attempt(RMT, channel=2, gpio="P9", tx_idle_level=0)
attempt(SD)
attempt(machine.pin_sleep_wakeup, ["P13"], machine.WAKEUP_ANY_HIGH)
