from machine import RTC

rtc = RTC()


def show(text, globals={"RTC": RTC, "rtc": rtc}):
    try:
        print(text, eval(text, globals))
    except Exception as e:
        print(text, type(e).__name__, e)


show("RTC(1)")
show("RTC('0')")
show("RTC(0, (2014, 5))")
show("RTC(0, 2014)")
show("RTC(0, None, 2)")
show("RTC(0, None, None, 1)")
show("rtc.init((2014,))")
show("rtc.init((2014, 5, 1, 4, 13, 0, 0, 0, 0))")
show("rtc.init(2014)")
show("rtc.init((2014, 5, 'first'))")
show("rtc.init((1 << 40, 1, 1))")
show("rtc.init((2000000, 1, 1))")
show("rtc.init(None, 7)")
show("rtc.now(1)")
show("rtc.ntp_sync()")
show("rtc.ntp_sync(1)")
show("rtc.ntp_sync('x', 14)")
show("rtc.ntp_sync('x', update_period=15)")
show("rtc.ntp_sync('x', 15, 3)")
show("rtc.ntp_sync(None, 1)")
show("rtc.memory(bytes(2049))")
show("rtc.memory(1)")
show("rtc.memory(b'', 1)")
