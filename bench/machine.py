# machine - what it is, and what else it does while something is measured
#
# SPDX-License-Identifier: MIT
import os
import platform
import resource
import time

# A run during which others took more than this share of one processor is
# measured again, up to so many times; then the quietest one counts.
DISTURBED = 0.03
TRIES = 5
# Seconds to wait for a quiet moment before one run.
PATIENCE = 10


def processors_busy():
    """Seconds of processor time since the machine started, of all."""
    with open("/proc/stat") as stat:
        ticks = [int(field) for field in stat.readline().split()[1:9]]
    user, nice, system, _, _, irq, softirq, steal = ticks
    total = user + nice + system + irq + softirq + steal
    return total / os.sysconf("SC_CLK_TCK")


def own_busy():
    """The same, of this process and those children that ended."""
    total = 0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        usage = resource.getrusage(who)
        total += usage.ru_utime + usage.ru_stime
    return total


class Watch:
    def __init__(self):
        self.since = time.monotonic()
        self.all = processors_busy()
        self.own = own_busy()

    def others(self):
        """Which share of one processor others took since."""
        elapsed = time.monotonic() - self.since
        busy = (processors_busy() - self.all) - (own_busy() - self.own)
        return max(0.0, busy / elapsed)


class Machine:
    """`patience` is how many seconds may go by in all with waiting for a quiet
    moment and with measuring again."""

    def __init__(self, patience):
        self.patience = patience
        self.last_others = 0.0  # during what undisturbed() returned last
        self.runs = 0
        self.repeated = 0
        self.disturbed = 0
        self.others = []

    def _wait_for_quiet(self):
        since = time.monotonic()
        while time.monotonic() - since < min(PATIENCE, self.patience):
            watch = Watch()
            time.sleep(0.1)
            if watch.others() < DISTURBED:
                break
        self.patience -= time.monotonic() - since

    def undisturbed(self, run):
        """What `run()` returned while others left the machine alone."""
        best = None
        for number in range(TRIES):
            self._wait_for_quiet()
            since = time.monotonic()
            watch = Watch()
            result = run()
            others = watch.others()
            if best is None or others < best[0]:
                best = others, result
            if number > 0:
                self.patience -= time.monotonic() - since
                self.repeated += 1
            if others < DISTURBED or self.patience <= 0:
                break
        self.last_others = best[0]
        self.runs += 1
        self.disturbed += best[0] >= DISTURBED
        self.others.append(best[0])
        return best[1]

    def describe(self):
        return {
            "processor": processor_name(),
            "processors": os.cpu_count(),
            "memory_mib": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20,
            "virtual": is_virtual(),
            "kernel": platform.release(),
            "system": system_name(),
            "load_average": os.getloadavg(),
            "runs": self.runs,
            "repeated": self.repeated,
            "disturbed": self.disturbed,
            "others_max": max(self.others, default=0.0),
        }


def _cpuinfo(key):
    with open("/proc/cpuinfo") as info:
        for line in info:
            name, _, value = line.partition(":")
            if name.strip() == key:
                return value.strip()
    return ""


def processor_name():
    return _cpuinfo("model name") or platform.machine()


def is_virtual():
    return "hypervisor" in _cpuinfo("flags").split()


def system_name():
    try:
        with open("/etc/os-release") as release:
            for line in release:
                if line.startswith("PRETTY_NAME="):
                    return line.split("=", 1)[1].strip().strip('"')
    except OSError:
        pass
    return platform.system()
