# stock-manifest - what the stock unix builds freeze: no micropython-lib needed
#
# SPDX-License-Identifier: MIT

include("$(MPY_DIR)/extmod/asyncio")
