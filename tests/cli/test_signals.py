# Ctrl-C (rule 5), and a process that was stopped for a while (rule 9).
#
# SPDX-License-Identifier: MIT
import signal
import time

from harness import LIMIT, SLOW, Case

WAITS = {
    "a loop": "while True: pass",
    "short calls": "while True: f()",
    "a sleep": "time.sleep(1000)",
    "a sleep in us": "Timer.sleep_us(1000000000)",
    "a lock": "lock.acquire()",
    "a socket": "listener.accept()",
    "a poll": "poller.poll()",
}

CAUGHT = """
import time, _thread, socket, select, sys
from machine import Timer
def f():
    pass
lock = _thread.allocate_lock()
lock.acquire()
listener = socket.socket()
listener.bind(socket.getaddrinfo("127.0.0.1", 0)[0][-1])
listener.listen(1)
poller = select.poll()
poller.register(listener, select.POLLIN)
ready = _thread.allocate_lock()
done = _thread.allocate_lock()
ready.acquire()
done.acquire()
def handler(alarm):
    print("handler begins")
    ready.acquire()
    print("handler ends")
    done.release()
Timer.Alarm(handler, ms=1)
try:
    %s
except KeyboardInterrupt:
    print("main is interrupted")
ready.release()
done.acquire()
sys.exit(3)
"""

MISSED = """
import time
import machine
from machine import Timer
from tocsin import irq
PERIOD_US = %d
told = 0
def handler(alarm):
    global told
    told += irq.event().missed
# So that the queue fills up.
state = machine.disable_irq()
start = time.ticks_us()
alarm = Timer.Alarm(handler, us=PERIOD_US, periodic=True)
print("go")
while irq.stats()["missed"] == 0:
    time.sleep_ms(1)
machine.enable_irq(state)
while irq.stats()["queued"]:
    time.sleep_ms(1)
time.sleep_ms(20)
alarm.cancel()
periods = (time.ticks_us() - start) // PERIOD_US
stats = irq.stats()
off = periods - stats["posted"] - stats["missed"]
print("periods accounted for:", -1 <= off <= 1 or (periods, stats))
print("told to handlers:", told == stats["missed"] or (told, stats))
print("queue filled first:", stats["high_water"] == 16 or stats["high_water"])
print("one source:", stats["sources"]["Alarm-1"]["missed"] == stats["missed"])
""" % (2000 * SLOW)


class Signals(Case):
    def test_ctrl_c_reaches_the_main_thread_wherever_it_waits(self):
        for name, statement in WAITS.items():
            with self.subTest(name):
                self.write("a.py", CAUGHT % statement)
                session = self.session("a.py")
                session.expect("handler begins\n")
                session.interrupt()
                self.assertEqual("main is interrupted\nhandler ends\n", session.rest())
                self.assertEqual(3, session.status())

    def test_ctrl_c_that_nobody_catches(self):
        self.write("a.py", "import time\nprint('go')\ntime.sleep(1000)\n")
        session = self.session("a.py")
        session.expect("go\n")
        session.interrupt()
        text = session.rest()
        self.assertTrue(text.startswith("Traceback (most recent call last):\n  File \"a.py\", line 3"), text)
        self.assertIn("KeyboardInterrupt", text)
        self.assertNotEqual(0, session.status())

    def test_ctrl_c_in_the_program_is_the_end_though_alarms_are_armed(self):
        self.write("a.py", "import time\nfrom machine import Timer\n"
                   "Timer.Alarm(lambda alarm: None, 0.05, periodic=True)\n"
                   "print('go')\ntime.sleep(1000)\n")
        session = self.session("a.py")
        session.expect("go\n")
        session.interrupt()
        self.assertTrue(session.rest().endswith("\nKeyboardInterrupt: \n"))
        self.assertEqual(1, session.status())

    def test_ctrl_c_ends_a_board_that_lives_on(self):
        for code, status in (("", 0), ("raise ValueError\n", 1)):
            with self.subTest(code):
                self.write("a.py", "from machine import Timer\n"
                           "Timer.Alarm(lambda alarm: print('alarm'), 0.05, periodic=True)\n"
                           "print('last line')\n" + code)
                session = self.session("a.py")
                session.expect("alarm\n")
                session.interrupt()
                session.rest()
                self.assertEqual(status, session.status())

    def test_ctrl_c_while_handlers_storm(self):
        self.write("a.py", "from machine import Pin\nfrom tocsin import board\n"
                   "Pin('P9', Pin.IN).callback(3, lambda pin: None)\n"
                   "board.pulses('P9', 1 << 40, 0)\n"
                   "try:\n    print('go')\n    while True:\n        pass\n"
                   "except KeyboardInterrupt:\n    print('caught')\n"
                   "print('left', board.pulses_stop('P9') > 0)\n")
        session = self.session("a.py")
        # A line about lost interrupts may come right behind each of these.
        session.expect("go")
        session.interrupt()
        session.expect("caught")
        session.expect("left True")
        session.rest()
        self.assertEqual(0, session.status())

    def test_periods_that_passed_while_stopped_are_counted(self):
        self.write("a.py", MISSED)
        session = self.session("a.py")
        session.expect("go\n")
        # 16 periods fit in the queue; these are 150.
        session.process.send_signal(signal.SIGSTOP)
        time.sleep(0.3 * SLOW)
        session.process.send_signal(signal.SIGCONT)
        text = session.rest(LIMIT)
        text = "".join(line for line in text.splitlines(True) if not line.startswith("tocsin: interrupt queue full"))
        self.assertEqual("periods accounted for: True\ntold to handlers: True\nqueue filled first: True\n"
                         "one source: True\n", text)
        self.assertEqual(0, session.status())

    def test_a_reader_that_goes_away(self):
        self.write("a.py", "while True:\n    print('x' * 1000)\n")
        session = self.session("a.py")
        session.expect("xxx")
        session.process.stdout.close()
        session.interrupt()
        self.assertNotEqual(0, session.status())
