# Bytes that come while the handler runs, and that it does not read, call it
# again; those that it read itself do not.
import time
from machine import UART

uart = UART(1, 9600)
calls = 0


def heard(port):
    global calls
    calls += 1
    print(calls, port.read())
    if calls < 3:
        port.write(b"x")
        while not port.any():
            time.sleep_ms(1)
    elif calls == 3:
        port.write(b"y")
        while not port.any():
            time.sleep_ms(1)
        print("itself", port.read())


uart.callback(UART.RX_ANY, heard)
uart.write(b"a")
time.sleep(1)
print("calls", calls, uart.any())
uart.write(b"b")
time.sleep(1)
print("calls", calls, uart.any())
