# stock-gil - the standard variant; the header beside this file differs
#
# SPDX-License-Identifier: MIT
