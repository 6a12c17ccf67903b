# queue - Pycom's queues between threads and interrupt handlers
#
# Who has to wait takes a lock of its own and is let go by whoever puts or gets.
# A wait that has an end looks again each millisecond instead.
#
# SPDX-License-Identifier: MIT
import _thread
import time


class Queue:
    # Both are OSError, so that a program may catch either name.
    Empty = OSError
    Full = OSError

    def __init__(self, maxsize=1):
        if maxsize <= 0:
            raise ValueError("invalid argument(s) value")
        self._max = maxsize
        self._items = []
        self._waiting = []
        self._lock = _thread.allocate_lock()

    def empty(self):
        return not self._items

    def full(self):
        return len(self._items) >= self._max

    def _changed(self):
        # With the lock held: let all who wait look again.
        for gate in self._waiting:
            gate.release()
        self._waiting.clear()

    def _until(self, ready, block, timeout, text):
        # Returns with the lock held.
        begin = time.ticks_ms()
        while True:
            self._lock.acquire()
            if ready():
                return
            gate = None
            if block and timeout is None:
                gate = _thread.allocate_lock()
                gate.acquire()
                self._waiting.append(gate)
            self._lock.release()
            if gate is not None:
                gate.acquire()
            elif not block or time.ticks_diff(time.ticks_ms(), begin) >= timeout:
                raise OSError(text)
            else:
                time.sleep_ms(1)

    def put(self, item, block=True, timeout=None):
        self._until(lambda: len(self._items) < self._max, block, timeout, "queue is full")
        self._items.append(item)
        self._changed()
        self._lock.release()

    def get(self, block=True, timeout=None):
        self._until(lambda: self._items, block, timeout, "queue is empty")
        item = self._items.pop(0)
        self._changed()
        self._lock.release()
        return item
