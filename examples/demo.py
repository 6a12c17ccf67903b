# run: tocsin --stats --press P10@0.8s:300ms --press P10@1.9s:300ms --wire P9=P11 examples/demo.py
#
# A tour of Tocsin in five seconds of real time; `make run` starts it.
#
# The main program looks for prime numbers and for nothing else. All that is
# printed comes from interrupts: somebody presses a button, and alarms ring.
# None of the handlers follows any rule.
#
# SPDX-License-Identifier: MIT
import json
import socket
import sys
import time
import _thread
from machine import Pin, Timer
from tocsin import board, irq

STARTED = time.ticks_us()
PAUSE = 0.8
LIMIT_US = 9000000


def say(who, text):
    seconds = time.ticks_diff(time.ticks_us(), STARTED) / 1e6
    print("%6.3f s  %-9s %s" % (seconds, who, text))


# The button: P10 is high at rest; a press pulls it to ground.


def on_button(pin):
    event = irq.event()
    if event.edge == Pin.IRQ_FALLING:
        late_us = time.ticks_us() - event.time_us
        say("button", "pressed; this handler began %d us later" % late_us)
    else:
        say("button", "let go again")


button = Pin("P10", Pin.IN, Pin.PULL_UP)
button.callback(Pin.IRQ_FALLING | Pin.IRQ_RISING, on_button)


# An alarm that rings twice a second, and never drifts.


class Heartbeat:
    def __init__(self):
        self.beats = 0
        self.first_us = 0
        self.alarm = Timer.Alarm(self.on_beat, 0.5, periodic=True)

    def on_beat(self, alarm):
        self.beats += 1
        due_us = irq.event().time_us
        if self.beats == 1:
            self.first_us = due_us
        off_us = due_us - self.first_us - (self.beats - 1) * 500000
        say("heartbeat", "%d, %.1f ms off the beat" % (self.beats, abs(off_us) / 1000))

    def stop(self):
        self.alarm.cancel()
        say("heartbeat", "cancelled after %d; no more of them" % self.beats)


# What handlers elsewhere may not do. Each step is the handler of an alarm, and
# arms the next one.


def allocate_and_sleep(alarm):
    squares = [n * n for n in range(10000)]
    say("handler", "made a list of %d numbers; now it sleeps for 0.2 s ..." % len(squares))
    before = search.tested
    time.sleep(0.2)
    say("handler", "... in which the main program tested %d more" % (search.tested - before))
    Timer.Alarm(use_a_socket, PAUSE)


def use_a_socket(alarm):
    client = socket.socket()
    client.connect(server_address)
    client.send(b"GET /weather HTTP/1.0\r\n\r\n")
    reply = b""
    while True:
        part = client.recv(200)
        if not part:
            break
        reply += part
    client.close()
    weather = json.loads(reply.split(b"\r\n\r\n")[1])["weather"]
    say("handler", "asked a web server for the weather: %s" % weather)
    Timer.Alarm(fail, PAUSE)


def fail(alarm):
    Timer.Alarm(overflow, PAUSE)
    say("handler", "divides by zero, which nobody catches; the others go on")
    return 1 // 0


# A burst: P9 is wired to P11, whose edges interrupt. While this handler runs no
# other does, so the edges have to wait, and the queue has room for 16.


def overflow(alarm):
    Pin("P11").callback(Pin.IRQ_RISING | Pin.IRQ_FALLING, on_edge)
    output = Pin("P9", Pin.OUT)
    for i in range(40):
        output.toggle()
    say("handler", "made 40 edges at once; the queue holds %d" % irq.depth())
    Timer.Alarm(finish, PAUSE)


edges = []


def on_edge(pin):
    edges.append(irq.event().seq)


def finish(alarm):
    of_pin = irq.stats()["sources"]["P11"]
    say("handler", "of %d edges %d were handled and %d refused: none is lost in silence"
        % (of_pin["posted"], len(edges), of_pin["refused"]))
    heartbeat.stop()
    search.done = True


# A web server, as far as this program needs one.


def serve(listener):
    connection = listener.accept()[0]
    connection.recv(200)
    connection.send("HTTP/1.0 200 OK\r\n\r\n" + json.dumps({"weather": "dry, light wind"}))
    connection.close()
    listener.close()


def start_server():
    for port in range(47000, 47100):
        listener = socket.socket()
        address = socket.getaddrinfo("127.0.0.1", port)[0][-1]
        try:
            listener.bind(address)
        except OSError:
            listener.close()
            continue
        listener.listen(1)
        _thread.start_new_thread(serve, (listener,))
        return address
    sys.exit("demo: no free port on 127.0.0.1")


# The main program. It knows nothing of all that.


class Search:
    def __init__(self):
        self.tested = 0
        self.found = 0
        self.done = False

    def run(self):
        n = 2
        while not self.done and time.ticks_diff(time.ticks_us(), STARTED) < LIMIT_US:
            self.tested += 1
            divisor = 2
            while divisor * divisor <= n and n % divisor:
                divisor += 1
            if divisor * divisor > n:
                self.found += 1
            n += 1


print("A virtual %s looks for prime numbers, without a pause." % board.name())
print("A button and some alarms interrupt it.\n")
server_address = start_server()
search = Search()
heartbeat = Heartbeat()
Timer.Alarm(allocate_and_sleep, 1.2)
search.run()
if not search.done:
    sys.exit("demo: it did not get to its end")
say("main", "found %d prime numbers meanwhile; the counters say:\n" % search.found)
