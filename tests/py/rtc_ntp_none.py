# No server answers.
import time
from machine import RTC

rtc = RTC()
rtc.ntp_sync("pool.ntp.org")
time.sleep(7200)
print(rtc.synced(), rtc.now())
