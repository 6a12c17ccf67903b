# const() without an import, where the compiler folds it and where it cannot.
#
# SPDX-License-Identifier: MIT
A = const(3)
_B = const(A + 1)


class Device:
    REGISTER = const(0x10)

    def address(self):
        PAGE = const(2)
        return self.REGISTER + PAGE


print(A, _B, Device().address())
print([const(value) for value in (1, "two")])
