/*
 * execmem - memory for machine code
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_MPY_EXECMEM_H
#define TOC_MPY_EXECMEM_H

// Give back every region: nothing of this life runs any more.
//
// ctx: main thread
void mpy_exec_free_all(void);

#endif
