from machine import WDT

wdt = WDT(timeout=3600000)


def show(text, globals={"WDT": WDT, "wdt": wdt}):
    try:
        print(text, eval(text, globals))
    except Exception as e:
        print(text, type(e).__name__, e)


show("WDT()")
show("WDT(2000)")
show("WDT(1, 2000)")
show("WDT(0, -1)")
# What does not fit into a word of a machine of 32 bits is another error there.
try:
    WDT(0, 1 << 33)
except (ValueError, OverflowError):
    print("more than 32 bits are refused")
show("WDT(timeout='1')")
show("wdt.init()")
show("wdt.init(-1)")
show("wdt.feed(1)")
show("wdt.deinit")
