# Servers answer after 100 ms, then once each period.
import time
from machine import RTC

rtc = RTC()
print(rtc.synced(), rtc.ntp_sync("pool.ntp.org", 60, "time.example"))
time.sleep_ms(99)
print(rtc.synced(), rtc.now())
time.sleep_ms(1)
print(rtc.synced(), rtc.now())
time.sleep(10)
rtc.init((1980, 1, 1))
print(rtc.synced(), rtc.now())
time.sleep(50)
print(rtc.now())
rtc.ntp_sync(None)
print(rtc.synced(), rtc.now())
rtc.init((1980, 1, 1))
time.sleep(100)
print(rtc.now())
