# sanitize - the C tests and the scripts under each sanitizer
#
#   make tsan PY_ONLY=rule01     only the scripts whose name contains "rule01"
#
# A report fails the run whatever the test said: reports go to
# build/<sanitizer>/reports, and that has to stay empty.
#
# SPDX-License-Identifier: MIT

.PHONY: asan ubsan tsan

# The collector reads whole stacks, so variables may not be moved elsewhere.
asan_flags := address,undefined
asan_run := TOCSIN_KEEPS_FREED=1 UBSAN_OPTIONS=print_stacktrace=1 \
	ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=0
asan_slow := 4

ubsan_flags := undefined
ubsan_run := UBSAN_OPTIONS=print_stacktrace=1
ubsan_slow := 4

tsan_flags := thread
# A long history, or the stack of an earlier access may be lost and with it
# what the suppressions look at.
tsan_run := TOCSIN_KEEPS_FREED=1 \
	TSAN_OPTIONS=suppressions=$(abspath tests/tsan.supp):history_size=7
tsan_slow := 10

# $(1) name
define sanitizer
.PHONY: $(1)-unit $(1)-py

$(1)-unit:
	@tools/setup.sh test
	+@$$($(1)_run) $$(MAKE) --no-print-directory \
		-f mk/unit.mk unit SAN=$(1) \
		CFLAGS_EXTRA='-fsanitize=$$($(1)_flags) -fno-sanitize-recover=all \
		-fno-omit-frame-pointer' \
		LDFLAGS_EXTRA=-fsanitize=$$($(1)_flags)

# Its own rules know best what is out of date.
$$(BUILD)/$(1)/tocsin: $$(BOARDS_C) FORCE | $$(MPY_CROSS) $$(DEPS_STAMP)
	+@$$(TOCSIN_BUILD) BUILD=$$(BUILD)/$(1) SANITIZE=$$($(1)_flags)

$(1)-py: $$(BUILD)/$(1)/tocsin
	@rm -rf $$(BUILD)/$(1)/reports
	@mkdir -p $$(BUILD)/$(1)/reports
	@$$($(1)_run):log_path=$$(abspath $$(BUILD)/$(1))/reports/report \
		TOCSIN=$$(BUILD)/$(1)/tocsin TOCSIN_SLOW=$$($(1)_slow) \
		tools/run-py-tests.py $$(PY_ONLY); status=$$$$?; \
	cat $$(BUILD)/$(1)/reports/* 2>/dev/null && status=1; exit $$$$status

$(1): $(1)-unit $(1)-py
endef

## asan: the C tests and the scripts under the address sanitizer and ubsan
$(eval $(call sanitizer,asan))
## ubsan: the same under the undefined behaviour sanitizer alone
$(eval $(call sanitizer,ubsan))
## tsan: the same under the thread sanitizer
$(eval $(call sanitizer,tsan))
