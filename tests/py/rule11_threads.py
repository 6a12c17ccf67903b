# Rule 11: handlers that keep the queue full for ever leave the main program and
# other threads their turns.
#
# SPDX-License-Identifier: MIT
import _thread
from machine import Pin
from tocsin import board, irq

going = True
finished = []
all_done = _thread.allocate_lock()
all_done.acquire()


def handler(pin):
    # Two new messages for the one that is handled.
    if going:
        board.drive("P9", 1)
        board.drive("P9", 0)


def work(name):
    for _ in range(2000):
        pass
    finished.append(name)
    if len(finished) == 2:
        all_done.release()


Pin("P9", Pin.IN).callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, handler)
board.drive("P9", 1)
while irq.stats()["refused"] == 0:
    pass
for name in ("one", "two"):
    _thread.start_new_thread(work, (name,))
all_done.acquire()
for _ in range(2000):
    pass
print("main is through, so are", sorted(finished))
before = irq.stats()["handled"]
while irq.stats()["handled"] < before + 100:
    pass
going = False
print("and the handlers go on")
