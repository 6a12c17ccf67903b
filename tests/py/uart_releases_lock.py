# Handlers run while a UART sends and while it waits. At 9600 baud 96 characters
# take 100 ms; of 224 the first 128 find room in the FIFO.
import time
from machine import Timer, UART

uart = UART(1, 9600, timeout_chars=96)
seen = []
alarm = Timer.Alarm(lambda a: seen.append(time.ticks_ms()), ms=25, periodic=True)
for call in (
    lambda: uart.write(bytes(224)),
    lambda: uart.wait_tx_done(1000),
    lambda: uart.read(),
    lambda: uart.readline(),
    lambda: uart.sendbreak(959),
):
    seen.clear()
    begin = time.ticks_ms()
    result = call()
    end = time.ticks_ms()
    print(result, end - begin, len(seen), all(begin < at <= end for at in seen))
alarm.cancel()
