import machine
import time
from machine import RTC

rtc = RTC()
print(rtc, RTC() is rtc, RTC.INTERNAL_RC, RTC.XTAL_32KHZ)
print(rtc.now())
time.sleep_us(1234567)
print(rtc.now(), time.time())

print(rtc.init((2014, 5, 1, 4, 13, 0, 0, 0)))
print(rtc.now(), time.time(), time.gmtime()[:6])
time.sleep(90061)
print(rtc.now())
rtc.init(datetime=(2000, 2, 28), source=RTC.XTAL_32KHZ)
time.sleep(86400)
print(rtc.now())
RTC(0, (1999, 12, 31, 23, 59, 59, 999999), RTC.XTAL_32KHZ)
print(rtc.now())
time.sleep_us(1)
print(rtc.now(), RTC(source=RTC.INTERNAL_RC).now()[0])
# Values need not be in their range.
rtc.init((2021, 13, 32, 25, 61, 61))
print(rtc.now())
rtc.init((1969, 12, 31, 23, 59, 59, 500000))
print(rtc.now(), time.time())
rtc.init()
print(rtc.now()[0])

print(rtc.memory())
rtc.memory(bytearray(b"some state"))
print(rtc.memory())
rtc.memory("text")
print(rtc.memory())
rtc.memory(bytes(range(256)) * 8)
print(len(rtc.memory()), rtc.memory() == bytes(range(256)) * 8)
rtc.memory(b"")
print(rtc.memory())
