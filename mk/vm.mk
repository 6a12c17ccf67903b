# vm - the Linux backends on a real kernel, in a virtual machine
#
#   make test-vm                    boot it and run tests/conform and tests/vm
#   make test-vm VM_ONLY=i2c        those whose name contains "i2c"
#   make test-vm VM_CPUS=2          with two processors, to look for races
#
# No hardware and no root is needed: QEMU emulates the machine, and simulators
# of the kernel the chips. What it boots is kept in build/vm (tools/
# vm-kernel.sh). Where QEMU or the kernel cannot be had, it says so and passes.
#
# SPDX-License-Identifier: MIT

VM_ONLY ?=
VM_CPUS ?= 1

.PHONY: test-vm
## test-vm: the contract of each peripheral on a Linux kernel, in QEMU
test-vm: $(BUILD)/tocsin
	@VM_CPUS=$(VM_CPUS) tools/vm-test.sh $(VM_ONLY)
