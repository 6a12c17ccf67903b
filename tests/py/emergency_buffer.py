# Programs with interrupts reserve memory for the exception that finds none.
import micropython


def show(call, *args):
    try:
        print(call(*args))
    except Exception as e:
        print(type(e).__name__, e)


def without_memory():
    micropython.heap_lock()
    try:
        raise ValueError("no memory for this")
    except ValueError as error:
        seen = error
    finally:
        micropython.heap_unlock()
    return type(seen), len(seen.args), seen.args and seen.args[0]


# There is one from the start.
show(without_memory)
for size in (100, 1000, 0, 256):
    show(micropython.alloc_emergency_exception_buf, size)
    show(without_memory)
show(micropython.alloc_emergency_exception_buf, "100")
show(micropython.alloc_emergency_exception_buf)
