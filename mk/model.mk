# model - the Promela model of an event's way, checked by spin
#
#   make model                      all properties and all seeded faults
#   make model MODEL_ONLY=taken     those whose line contains "taken"
#
# Verifiers and trails go to build/model. One run at a time.
#
# SPDX-License-Identifier: MIT

MODEL_ONLY ?=

.PHONY: model
## model: all interleavings of queue, dispatcher, cancel and reset
model:
	@tools/setup.sh model
	@MODEL_OUT='$(BUILD)/model' model/check.sh '$(MODEL_ONLY)'
