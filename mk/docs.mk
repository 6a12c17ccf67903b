# docs - the documents and examples, run
#
#   make docs-check                     all of them
#   make docs-check DOCS_ONLY=cli       those whose path contains "cli"
#   make compat                         make the tables of docs/COMPAT.md
#
# SPDX-License-Identifier: MIT

DOCS_ONLY ?=

.PHONY: docs-check
## docs-check: run every program and command that the documents show
docs-check: compat-check
	@TOCSIN='$(or $(TOCSIN),$(BUILD)/tocsin)' tools/docs-check.py $(DOCS_ONLY)

.PHONY: compat compat-check
## compat: the tables of docs/COMPAT.md, from docs/compat/*.csv
compat:
	@tools/compat.py

## compat-check: those tables against the page, the tests and the program
compat-check: $(BUILD)/tocsin
	@tools/compat.py --self-test
	@TOCSIN='$(or $(TOCSIN),$(BUILD)/tocsin)' tools/compat.py --check
