# _thread as Pycom's programs use it.
import _thread
import time

print(_thread.stack_size(), _thread.stack_size(8192), _thread.stack_size(0))
lock = _thread.allocate_lock()
print(type(lock) is _thread.LockType, lock.locked(), lock.acquire(), lock.locked(), lock.acquire(0), lock.acquire(False, 5))
lock.release()
with lock:
    print(lock.locked())
print(lock.locked(), type(_thread.get_ident()) is int)
try:
    lock.release()
except RuntimeError as e:
    print(repr(e))


def work(a, b=0):
    print("work", a, b)
    done.release()


def leaves():
    done.release()
    _thread.exit()


done = _thread.allocate_lock()
done.acquire()
print(type(_thread.start_new_thread(work, (1,))) is int)
done.acquire()
_thread.start_new_thread(work, (2,), {"b": 3})
done.acquire()
_thread.start_new_thread(leaves, ())
done.acquire()
time.sleep(0.1)
print("the others go on")
