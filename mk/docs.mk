# docs - the documents and examples, run
#
#   make docs-check                     all of them
#   make docs-check DOCS_ONLY=cli       those whose path contains "cli"
#
# SPDX-License-Identifier: MIT

DOCS_ONLY ?=

.PHONY: docs-check
## docs-check: run every program and command that the documents show
docs-check: $(BUILD)/tocsin
	@TOCSIN='$(or $(TOCSIN),$(BUILD)/tocsin)' tools/docs-check.py $(DOCS_ONLY)
