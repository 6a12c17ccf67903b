# machine.mem8, mem16 and mem32 are there; an address has to be aligned.
#
# SPDX-License-Identifier: MIT
import machine

print(machine.mem8, machine.mem16, machine.mem32)
for memory, address in ((machine.mem16, 0x1001), (machine.mem32, 0x1002)):
    try:
        memory[address]
    except ValueError as error:
        print(type(error).__name__, error)
