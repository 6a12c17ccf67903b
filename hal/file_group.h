/*
 * file_group - whom to ask for a device file that may not be opened
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef TOC_HAL_FILE_GROUP_H
#define TOC_HAL_FILE_GROUP_H

#include <stddef.h>

#define TOC_FILE_DENIED_SIZE 160

// Write "permission denied" and what gives it, where the file tells: the group
// that it is for and how to get into it, or that it is for root only.
//
// ctx: thread
void toc_file_denied(const char *path, char text[TOC_FILE_DENIED_SIZE]);

#endif
