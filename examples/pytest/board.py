# board - a program on a virtual board, held by a test
#
# To be copied beside your tests: docs/control.md has the requests.
import json
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

LIMIT_S = 30  # for anything; a board that takes longer is stuck


class Refused(Exception):
    """The board said no; the text says why."""


class Board:
    """A program that runs in virtual time, which goes on only by step().

        with Board("--attach", "i2c0=si7006", "main.py") as board:
            board.step(1.5)
            assert board.ask("led")["rgb"] == 0x00FF00
            assert "21.5 C" in board.text()
    """

    def __init__(self, *arguments, tocsin="tocsin"):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.events = []
        self.output = (self.folder / "output").open("wb")
        self.process = subprocess.Popen([tocsin, "--control", self.folder / "control", "--virtual-time", "--hold",
                                         *arguments], stdin=subprocess.DEVNULL, stdout=self.output,
                                        stderr=subprocess.STDOUT)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(LIMIT_S)
        try:
            self.connect()
            self.step(0)  # the program has come to where it waits
        except BaseException:
            self.close()
            raise

    def connect(self):
        until = time.monotonic() + LIMIT_S
        while True:
            try:
                self.socket.connect(str(self.folder / "control"))
                self.lines = self.socket.makefile("rw")
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > until:
                    raise AssertionError("the board did not start: " + self.text()) from None
                time.sleep(0.002)

    def ask(self, do, **arguments):
        """What the board answers to a request; events that come before it are kept in `events`."""
        self.lines.write(json.dumps(dict(arguments, do=do)) + "\n")
        self.lines.flush()
        for line in self.lines:
            answer = json.loads(line)
            if "event" in answer:
                self.events.append(answer)
            elif answer["ok"]:
                return answer
            else:
                raise Refused(answer["error"]["message"])
        raise AssertionError("the board ended: " + self.text())

    def step(self, seconds):
        """Let time go on; all that was due by then has happened afterwards."""
        self.ask("clock.step", us=round(seconds * 1000000))

    def text(self):
        """All that the program has written so far."""
        return (self.folder / "output").read_text(errors="backslashreplace")

    def stop(self, status=0):
        """End the program; returns the exit status of the process."""
        self.ask("stop", status=status)
        return self.process.wait(LIMIT_S)

    def close(self):
        self.socket.close()
        self.process.kill()
        self.process.wait()
        self.output.close()
        shutil.rmtree(self.folder)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
