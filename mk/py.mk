# py - the tests that are programs: scripts of tests/py and the command line
#
#   make test-py                    all of them
#   make test-py PY_ONLY=timer      those whose name contains "timer"
#   make test-py PY_TIMES=20        each 20 times, to find flaky ones
#
# TOCSIN= tests another binary, with a wrapper in front of it where wanted.
#
# SPDX-License-Identifier: MIT

PY_ONLY ?=
PY_TIMES ?= 1
TOCSIN ?= $(BUILD)/tocsin

.PHONY: test-py
## test-py: scripts for each rule, each row and each misuse; the command line
test-py: $(BUILD)/tocsin
	@TOCSIN='$(TOCSIN)' tools/run-py-tests.py --times $(PY_TIMES) $(PY_ONLY)
