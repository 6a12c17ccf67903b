# queue.Queue between threads and handlers.
import _thread
import queue
import time
import uqueue
from machine import Timer

print(queue is uqueue, queue.Queue.Empty is OSError, queue.Queue.Full is OSError)
q = queue.Queue()
print(q.empty(), q.full(), q.put(1), q.empty(), q.full(), q.get())
for call in (lambda: q.get(False), lambda: q.get(timeout=0), lambda: q.get(True, 250), lambda: queue.Queue(0), lambda: queue.Queue(-1)):
    try:
        call()
    except Exception as e:
        print(type(e).__name__, e, time.ticks_ms())
q.put("x")
for call in (lambda: q.put("y", block=False), lambda: q.put("y", timeout=100)):
    try:
        call()
    except q.Full as e:
        print(type(e).__name__, e, time.ticks_ms())
print(q.get())

# A handler puts, the program waits without a limit.
Timer.Alarm(lambda alarm: q.put(time.ticks_ms()), ms=1650)
print(q.get())

# Many on both sides; nothing is lost or doubled.
q = queue.Queue(3)
done = queue.Queue(100)


def producer(base):
    for n in range(20):
        q.put(base + n)


def consumer():
    for _ in range(20):
        done.put(q.get())


for base in (0, 100, 200):
    _thread.start_new_thread(producer, (base,))
    _thread.start_new_thread(consumer, ())
got = sorted(done.get() for _ in range(60))
print(got == sorted(base + n for base in (0, 100, 200) for n in range(20)), q.empty())
