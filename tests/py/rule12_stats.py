# Rule 12: what stats() holds, per source and in total, and the latency.
#
# SPDX-License-Identifier: MIT
import time
import machine
from machine import Pin, Timer
from tocsin import board, irq

COUNTS = (
    "posted", "handled", "refused", "cancelled", "queued", "missed", "lost_in_kernel", "errors",
)

print(sorted(irq.stats()))
print([irq.stats()[key] for key in COUNTS], irq.stats()["sources"])


def fail(arg):
    raise ValueError


Pin("P9", Pin.IN).callback(Pin.IRQ_RISING, lambda pin: None)
for _ in range(3):
    board.drive("P9", 1)
    board.drive("P9", 0)
Timer.Alarm(fail, ms=1)
alarm = Timer.Alarm(fail, ms=1)
state = machine.disable_irq()
time.sleep_ms(1)
alarm.cancel()
machine.enable_irq(state)
time.sleep_ms(1)

stats = irq.stats()
print([stats[key] for key in COUNTS])
for name in sorted(stats["sources"]):
    print(name, [stats["sources"][name][key] for key in COUNTS])
    print(sorted(stats["sources"][name]) == sorted(COUNTS + ("longest_us",)))
latency = stats["latency_us"]
print(all(key in latency for key in ("p50", "p90", "p99", "max")))
print(0 <= latency["p50"] <= latency["p90"] <= latency["p99"] <= latency["max"])
