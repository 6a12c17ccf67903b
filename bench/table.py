# table - the table of stamps that the driver shares with contenders
#
# KEEP IN STEP: layout of the table, with bench/outside.h
#
# SPDX-License-Identifier: MIT
import mmap
import os
import struct

HEADER = struct.Struct("<7I36x")  # count period ready over settled lost handled


class Table:
    def __init__(self, count, period_ns):
        self.count = count
        self.fd = os.memfd_create("outside")
        size = HEADER.size + 16 * count
        os.ftruncate(self.fd, size)
        self.memory = mmap.mmap(self.fd, size)
        HEADER.pack_into(self.memory, 0, count, period_ns, 0, 0, 0, 0, 0)

    @property
    def path(self):
        return "/proc/%d/fd/%d" % (os.getpid(), self.fd)

    def _header(self, index):
        return HEADER.unpack_from(self.memory, 0)[index]

    def is_ready(self):
        return self._header(2) != 0

    def is_over(self):
        return self._header(3) != 0

    def is_settled(self):
        return self._header(4) != 0

    def named(self):
        """How many lost events the contender knows of."""
        return self._header(5)

    def waits(self, skip):
        """Nanoseconds from each event to its handler; None where there was
        none. The first `skip` are left out."""
        times = struct.unpack_from("<%dq" % (2 * self.count), self.memory, HEADER.size)
        pairs = zip(times[skip : self.count], times[self.count + skip :])
        return [begun - sent if begun else None for sent, begun in pairs]

    def close(self):
        self.memory.close()
        os.close(self.fd)
