# tocsin.board and tocsin.irq with pins, times and wires that cannot be.
#
# SPDX-License-Identifier: MIT
import machine
from tocsin import board, irq


def show(what, call):
    try:
        print(what, "gives", call())
    except Exception as error:
        print(what, type(error).__name__, error)


show("drive P99", lambda: board.drive("P99", 1))
show("read 9", lambda: board.read(9))
show("release None", lambda: board.release(None))
show("wire itself", lambda: board.wire("P9", "G16"))
show("wire P99", lambda: board.wire("P9", "P99"))
show("unwire", lambda: board.unwire("P9", "P10"))
show("press P99", lambda: board.press("P99"))
show("press ms < 0", lambda: board.press("P9", ms=-1))
show("press ms nan", lambda: board.press("P9", ms=float("nan")))
show("press after < 0", lambda: board.press("P9", after_ms=-1))
show("press text", lambda: board.press("P9", "1"))
show("press nothing", lambda: board.press())
show("pulses nothing", lambda: board.pulses("P9"))
show("pulses < 0", lambda: board.pulses("P9", -1))
show("pulses period < 0", lambda: board.pulses("P9", 1, -1))
show("pulses float", lambda: board.pulses("P9", 1.5))
show("pulses_stop", lambda: board.pulses_stop("P9"))
board.pulses("P9", 1000, 1000000)
show("pulses twice", lambda: board.pulses("P9", 1))
show("pulses_stop", lambda: board.pulses_stop("P9"))
show("enable_irq text", lambda: machine.enable_irq("1"))
show("enable_irq None", lambda: machine.enable_irq(None))
show("disable_irq", lambda: machine.disable_irq(1))
show("stats", lambda: irq.stats(1))
show("event", lambda: irq.event(1))
show("depth", lambda: irq.depth(8))
