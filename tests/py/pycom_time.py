# Pycom's time: whole seconds, 8-tuples, a time zone, ticks of 32 bits.
import time
import utime

print(utime is time)
print(time.time(), type(time.time()) is int)
print(time.gmtime(), time.localtime() == time.gmtime())
print(time.gmtime(0), time.gmtime(951782400), time.gmtime(None) == time.gmtime())

print(time.mktime((2000, 2, 29, 0, 0, 0, 0, 0)), time.mktime((2000, 2, 29, 0, 0, 0, 0, 0, 1)))
print(time.mktime((2000, 14, 35, 25, 61, 61, 0, 0)))
for t in (0, 59, 86399, 86400, 951782400, 1735689600, 4102444800):
    assert time.mktime(time.gmtime(t)) == t

print(time.timezone(), time.timezone(7200), time.timezone())
print(time.gmtime(0)[:5], time.localtime(0)[:5])
print(time.mktime((1970, 1, 1, 2, 0, 0, 0, 0)))
time.timezone(-3600)
print(time.localtime(0)[:5], time.mktime(time.localtime(5)))
time.timezone(0)

print(time.ticks_ms(), time.ticks_us(), time.ticks_cpu())
time.sleep_us(1500)
print(time.ticks_ms(), time.ticks_us(), time.ticks_cpu())
time.sleep(4294967.296 - 0.0015)
print(time.ticks_ms(), time.ticks_us())
time.sleep_ms(5)
print(time.ticks_ms(), time.ticks_us())
print(time.ticks_diff(5, 3), time.ticks_diff(3, 5), time.ticks_diff(2, 0xFFFFFFFE), time.ticks_diff(0x80000000, 0))
print(time.ticks_add(0xFFFFFFFF, 2), time.ticks_add(1, -3), time.ticks_add(0, 1 << 31))

# What only MicroPython has stays.
print(time.time_ns() // 1000000000 == time.time(), time.clock() >= 0)
