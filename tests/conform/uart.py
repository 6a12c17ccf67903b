# UART: ports 1 and 2 are joined by a cable; what comes is an interrupt.
#
# SPDX-License-Identifier: MIT
import _thread
import time
from machine import UART

came = _thread.allocate_lock()
came.acquire()
one = UART(1, 9600, timeout_chars=100)
two = UART(2, 9600, timeout_chars=100)


def wait_for(port, count):
    got = b""
    while len(got) < count:
        time.sleep_ms(1)
        got += port.read(count - len(got)) or b""
    return got


print("both ways")
print(one.write("to two"), wait_for(two, 6))
print(two.write(b"to one"), wait_for(one, 6), one.any(), one.read())

print("every byte")
one.write(bytes(range(256)))
print(wait_for(two, 256) == bytes(range(256)))

print("other settings, the same at both ends")
for settings in ((115200,), (9600, 7), (9600, 8, UART.EVEN), (19200, 8, UART.ODD), (9600, 8, None, 2)):
    one.init(*settings)
    two.init(*settings)
    one.write("settings")
    print(settings, wait_for(two, 8))

print("a handler is called for what comes")
got = b""


def on_rx(port):
    global got
    got += port.read() or b""
    if len(got) == 11:
        came.release()


two.callback(UART.RX_ANY, on_rx)
one.write("first")
one.write("second")
came.acquire()
print(got)
two.callback(None)
one.write("third")
print(wait_for(two, 5), got)
