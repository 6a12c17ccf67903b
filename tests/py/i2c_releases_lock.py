# Handlers run while a transfer holds the wires: 100 ms at 10 kHz.
import time
from machine import I2C, Timer

i2c = I2C(0, baudrate=10000)
seen = []
alarm = Timer.Alarm(lambda a: seen.append(time.ticks_ms()), ms=25, periodic=True)
begin = time.ticks_ms()
data = i2c.readfrom_mem(0x1e, 0, 107)
end = time.ticks_ms()
alarm.cancel()
print(end - begin, [t - begin for t in seen])
