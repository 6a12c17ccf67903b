# What programs ask in order to know where they run.
import builtins
import os
import sys
import usys
import uos

print(sys.platform, sys.version, sys.implementation.name)
print(usys is sys, uos is os)
print(str(os.uname()).replace(os.uname().version, "VERSION"))
print(os.uname().sysname, os.uname().nodename, os.uname().release, os.uname().machine)
print(len(os.uname()), os.uname()[0], os.uname().lorawan, os.uname().sigfox)
print("ESP32" in os.uname().machine)
print(TimeoutError, issubclass(TimeoutError, OSError), repr(TimeoutError("timed out")), TimeoutError("x").args)
try:
    raise TimeoutError("timed out")
except OSError as e:
    print(repr(e), e.args[0], e.errno)

# sys stays changeable where it was.
sys.ps1 = "> "
print(sys.ps1)
sys.path.append("/flash/more")
print(sys.path[-1])
try:
    sys.platform = "x"
except AttributeError:
    print("platform is read-only")
print(sys.implementation.version, sys.maxsize in (2**31 - 1, 2**63 - 1), type(sys.print_exception), sys.stdout is not None)
