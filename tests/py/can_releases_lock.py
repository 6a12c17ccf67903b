# Handlers run while CAN sends and while it waits: at 1 kbit/s a frame takes
# about 100 ms.
import time
from machine import CAN, Timer

can = CAN(baudrate=1000)
seen = []
alarm = Timer.Alarm(lambda a: seen.append(time.ticks_ms()), ms=25, periodic=True)
for call in (
    lambda: can.send(0x123, data=b"12345678"),
    lambda: can.recv(0).data,
    lambda: can.recv(0.1),
):
    seen.clear()
    begin = time.ticks_ms()
    result = call()
    end = time.ticks_ms()
    print(result, end - begin, len(seen), all(begin < at <= end for at in seen))
alarm.cancel()
