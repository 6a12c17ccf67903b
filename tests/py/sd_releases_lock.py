# Handlers run while a card is read: not only when the transfer is over. It
# takes some milliseconds of real time, of which the machine may give the
# handler none, so there is more than one attempt.
import time
from machine import SD, Timer

sd = SD()
data = bytearray(24 << 20)
seen = []
alarm = Timer.Alarm(lambda a: seen.append(time.ticks_us()), ms=1, periodic=True)


def ran_meanwhile(transfer):
    for attempt in range(200):
        seen.clear()
        begin = time.ticks_us()
        failed = transfer(0, data)
        took = time.ticks_diff(time.ticks_us(), begin)
        if failed:
            return "failed"
        if seen and time.ticks_diff(seen[0], begin) < took // 2:
            return True
    return False


print("read", ran_meanwhile(sd.readblocks))
print("write", ran_meanwhile(sd.writeblocks))
alarm.cancel()
