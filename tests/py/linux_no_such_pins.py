# Buses whose own pins the board does not have: a device file has its own, a
# simulated bus has to be given some. A channel makes the pin that it is mapped to.
from machine import ADC, CAN, I2C, PWM, SPI, UART


def attempt(what, *args):
    try:
        print(what(*args))
    except Exception as error:
        print(type(error).__name__, error)


attempt(I2C, 0)
attempt(I2C, 1)
attempt(SPI, 0)
attempt(SPI, 1)
attempt(UART, 1)
attempt(UART, 0)
attempt(UART, 2)
attempt(lambda: CAN(baudrate=500000))
attempt(ADC().channel(pin="A0").value)
attempt(lambda: PWM(0, frequency=100).channel(0, pin="FAN"))
