# unittest - as much of it as MicroPython's own tests ask for
#
# Upstream keeps this module in another repository, which its source archive
# does not contain. run-tests.py reads the last four lines that main() prints.
#
# SPDX-License-Identifier: MIT

import sys


class SkipTest(Exception):
    pass


class _Raises:
    def __init__(self, expected):
        self.expected = expected
        self.exception = None

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc, traceback):
        if exc_type is None:
            raise AssertionError("%r not raised" % (self.expected,))
        self.exception = exc
        return issubclass(exc_type, self.expected)


class TestCase:
    @classmethod
    def setUpClass(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        pass

    def setUp(self):
        pass

    def tearDown(self):
        pass

    def skipTest(self, reason):
        raise SkipTest(reason)

    def fail(self, message="failed"):
        raise AssertionError(message)

    def _check(self, holds, message, default):
        if not holds:
            self.fail(message or default)

    def assertTrue(self, value, msg=""):
        self._check(value, msg, "%r is not true" % (value,))

    def assertFalse(self, value, msg=""):
        self._check(not value, msg, "%r is not false" % (value,))

    def assertEqual(self, first, second, msg=""):
        self._check(first == second, msg, "%r != %r" % (first, second))

    def assertNotEqual(self, first, second, msg=""):
        self._check(first != second, msg, "%r == %r" % (first, second))

    def assertLessEqual(self, first, second, msg=""):
        self._check(first <= second, msg, "%r > %r" % (first, second))

    def assertIn(self, item, container, msg=""):
        self._check(item in container, msg, "%r not in %r" % (item, container))

    def assertIs(self, first, second, msg=""):
        self._check(first is second, msg, "%r is not %r" % (first, second))

    def assertIsNone(self, value, msg=""):
        self.assertIs(value, None, msg)

    def assertIsInstance(self, value, kind, msg=""):
        self._check(isinstance(value, kind), msg, "%r is no %r" % (value, kind))

    def assertRaises(self, expected, function=None, *args, **kwargs):
        context = _Raises(expected)
        if function is None:
            return context
        with context:
            function(*args, **kwargs)


# A class or a method that is skipped carries the reason; functions have no
# attributes here, so a method is replaced by one that raises.
def skip(reason):
    def mark(target):
        if isinstance(target, type):
            target._skip_reason = reason
            return target

        def skipped(self):
            raise SkipTest(reason)

        return skipped

    return mark


def skipIf(condition, reason):
    return skip(reason) if condition else lambda target: target


def skipUnless(condition, reason):
    return skipIf(not condition, reason)


class _Result:
    def __init__(self):
        self.run = 0
        self.skipped = 0
        self.failures = 0
        self.errors = 0

    def run_class(self, kind):
        names = [name for name in sorted(dir(kind)) if name.startswith("test")]
        skipped = hasattr(kind, "_skip_reason")
        if names and not skipped:
            kind.setUpClass()
        for name in names:
            self.run_method(kind(), name)
        if names and not skipped:
            kind.tearDownClass()

    def run_method(self, case, name):
        self.run += 1
        print("%s (%s) ..." % (name, type(case).__name__), end="")
        try:
            reason = getattr(case, "_skip_reason", None)
            if reason is not None:
                raise SkipTest(reason)
            case.setUp()
            try:
                getattr(case, name)()
            finally:
                case.tearDown()
            print(" ok")
        except SkipTest as exc:
            self.skipped += 1
            print(" skipped:", exc)
        except AssertionError as exc:
            self.failures += 1
            print(" FAIL")
            sys.print_exception(exc)
        except Exception as exc:
            self.errors += 1
            print(" ERROR")
            sys.print_exception(exc)

    def report(self):
        print("-" * 70)
        print("Ran %d tests\n" % self.run)
        if self.failures or self.errors:
            counts = (self.failures, self.errors)
            print("FAILED (failures=%d, errors=%d)" % counts)
        elif self.skipped:
            print("OK (skipped=%d)" % self.skipped)
        else:
            print("OK")


def main():
    result = _Result()
    module = __import__("__main__")  # sys.modules does not list it
    for class_name in sorted(dir(module)):
        kind = getattr(module, class_name)
        if isinstance(kind, type) and issubclass(kind, TestCase):
            result.run_class(kind)
    result.report()
