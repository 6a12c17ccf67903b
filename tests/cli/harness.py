# harness - start tocsin, write to it, and wait for what it says
#
# Every wait has a limit, so that a hang is a failed test and nothing more.
#
# SPDX-License-Identifier: MIT
import fcntl
import os
import pathlib
import pty
import resource
import select
import shlex
import shutil
import signal
import subprocess
import tempfile
import termios
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SLOW = float(os.environ.get("TOCSIN_SLOW", "1"))
LIMIT = 20 * SLOW


def command(*arguments):
    words = shlex.split(os.environ.get("TOCSIN", str(ROOT / "build" / "tocsin")))
    words = [os.path.abspath(word) if os.path.exists(word) else word for word in words]
    return words + [str(argument) for argument in arguments]


def emulator():
    """The emulator of another architecture that runs tocsin, or None."""
    name = os.path.basename(command()[0])
    return name if name.startswith("qemu-") else None


def preloaded(source, folder, *flags):
    """Compiles a file of tests/cli/support; returns the environment that puts it in front of the C library."""
    compilers = {"qemu-aarch64": "aarch64-linux-gnu-gcc", "qemu-arm": "arm-linux-gnueabihf-gcc"}
    shim = folder / (source + ".so")
    subprocess.run([compilers.get(emulator(), "cc"), "-shared", "-fPIC", "-D_GNU_SOURCE", *flags, "-o", shim,
                    ROOT / "tests" / "cli" / "support" / (source + ".c"), "-ldl"], check=True)
    # For the program in the emulator, not for the emulator.
    return {"QEMU_SET_ENV": "LD_PRELOAD=%s" % shim} if emulator() else {"LD_PRELOAD": str(shim)}


def environment(**more):
    names = dict(os.environ, HOME="/nonexistent", TERM="vt100", **more)
    for name in ("MICROPYINSPECT", "MICROPYPATH"):
        names.pop(name, None)
    return names


def take_terminal():
    """In the child: Ctrl-C is for the one whose terminal it is."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def lower(limits):
    """In the child: of resources."""
    for which, limit in limits.items():
        resource.setrlimit(which, (limit, limit))


class Session:
    """A running tocsin, on pipes or on a terminal, with stderr in its output.

    Carriage returns are left out of what it says.
    """

    def __init__(self, *arguments, terminal=False, cwd=None, home="/nonexistent", limits={}, **more):
        env = dict(environment(**more), HOME=home)
        self.seen = b""
        if terminal:
            self.reader, end = pty.openpty()
            self.writer = self.reader
            self.mode_found = termios.tcgetattr(end)
            self.process = subprocess.Popen(command(*arguments), stdin=end, stdout=end, stderr=end, cwd=cwd,
                                            env=env, start_new_session=True, preexec_fn=take_terminal)
            os.close(end)
        else:
            self.process = subprocess.Popen(command(*arguments), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            stderr=subprocess.STDOUT, cwd=cwd, env=env,
                                            preexec_fn=lambda: lower(limits))
            self.reader = self.process.stdout.fileno()
            self.writer = self.process.stdin.fileno()

    def send(self, data):
        os.write(self.writer, data if isinstance(data, bytes) else data.encode())

    def read_some(self, deadline):
        """Returns False at the end of the output."""
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([self.reader], [], [], left)[0]:
            raise AssertionError("nothing more after %r" % self.seen[-2000:])
        try:
            data = os.read(self.reader, 65536)
        except OSError:  # a terminal whose other end is closed
            data = b""
        self.seen += data.replace(b"\r", b"")
        return data != b""

    def read_now(self):
        """What is there already."""
        while select.select([self.reader], [], [], 0)[0] and self.read_some(time.monotonic() + 1):
            pass

    def expect(self, text, limit=LIMIT):
        """Wait for a text; returns what came before it, and forgets both."""
        wanted = text if isinstance(text, bytes) else text.encode()
        deadline = time.monotonic() + limit
        while wanted not in self.seen:
            if not self.read_some(deadline):
                raise AssertionError("%r did not come before the end: %r" % (text, self.seen[-2000:]))
        before, _, self.seen = self.seen.partition(wanted)
        return before.decode(errors="backslashreplace")

    def rest(self, limit=LIMIT):
        """Wait for the end; returns what is left of the output."""
        deadline = time.monotonic() + limit
        while self.read_some(deadline):
            pass
        text, self.seen = self.seen, b""
        return text.decode(errors="backslashreplace")

    def end_of_input(self):
        self.process.stdin.close()
        self.writer = None

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)

    def status(self, limit=LIMIT):
        return self.process.wait(limit)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    pass
        if self.process.stdout is None:
            os.close(self.reader)


class Case(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def session(self, *arguments, **options):
        session = Session(*arguments, cwd=self.folder, **options)
        self.addCleanup(session.close)
        return session

    def run_tocsin(self, *arguments, stdin=b"", limit=LIMIT, **env):
        """Returns status, stdout and stderr."""
        done = subprocess.run(command(*arguments), input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              cwd=self.folder, env=environment(**env), timeout=limit)
        return (done.returncode, done.stdout.decode(errors="backslashreplace").replace("\r\n", "\n"),
                done.stderr.decode(errors="backslashreplace").replace("\r\n", "\n"))

    def check(self, expected, *arguments, **options):
        """`expected` is status, stdout and stderr."""
        self.assertEqual(expected, self.run_tocsin(*arguments, **options))
