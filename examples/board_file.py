# run: tocsin --board-file examples/board.toml examples/board_file.py
#
# What is around the board stands in board.toml: two thermometers, a button and
# a wire from a serial port back to itself.
import time
from machine import I2C, Pin, UART

i2c = I2C(0, pins=("P22", "P21"))
uart = UART(1, baudrate=9600)


def celsius(address):
    i2c.writeto(address, 0xF3)
    time.sleep_ms(20)
    high, low, checksum = i2c.readfrom(address, 3)
    return 175.72 * (high << 8 | low) / 65536 - 46.85


def on_press(pin):
    print("%d ms: room %.1f C, cellar %.1f C" % (time.ticks_ms(), celsius(0x40), celsius(0x41)))


Pin("P10", Pin.IN, Pin.PULL_UP).callback(Pin.IRQ_FALLING, on_press)
uart.write("hello")
uart.wait_tx_done(100)
print("UART heard", uart.read())
