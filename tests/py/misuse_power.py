import machine


def show(text, globals={"machine": machine}):
    try:
        print(text, eval(text, globals))
    except Exception as e:
        print(text, type(e).__name__, e)


show("machine.pin_sleep_wakeup()")
show("machine.pin_sleep_wakeup(['P10'])")
show("machine.pin_sleep_wakeup(['P10'], 2)")
show("machine.pin_sleep_wakeup(['P10'], -1)")
show("machine.pin_sleep_wakeup(['P10', 'P11'], 1)")
show("machine.pin_sleep_wakeup(['P77'], 1)")
show("machine.pin_sleep_wakeup('P10', 1)")
show("machine.pin_sleep_wakeup(machine.Pin('P10'), 1)")
show("machine.pin_sleep_wakeup(['P10'], machine.WAKEUP_ALL_LOW, True)")
show("machine.pin_sleep_wakeup(pins=('P10',), mode=0, enable_pull=False)")
show("machine.sleep(-1)")
show("machine.sleep('1')")
show("machine.sleep(1, False, 3)")
show("machine.sleep(time_ms=1)")
show("machine.deepsleep(-1)")
show("machine.deepsleep('1')")
show("machine.deepsleep(1 << 70)")
show("machine.deepsleep(1, 2)")
show("machine.reset(1)")
show("machine.main()")
show("machine.main(1)")
show("machine.main(b'main.py')")
show("machine.main('')")
show("machine.main('x' * 129)")
show("machine.main('other.py')")
show("machine.temperature(1)")
show("machine.info(1)")
