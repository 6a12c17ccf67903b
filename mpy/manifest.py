# manifest - Python modules that are part of the binary
#
# SPDX-License-Identifier: MIT

include("$(MPY_DIR)/extmod/asyncio")
freeze("modules")
