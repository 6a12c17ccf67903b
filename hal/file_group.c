/*
 * file_group - whom to ask for a device file that may not be opened
 *
 * SPDX-License-Identifier: MIT
 */
#include "file_group.h"

#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

// The group of the file, where its members may use it.
// Returns the name, part of `memory`, or "" where it is root's.
static const char *find_group(const struct stat *st, char *memory,
                              size_t size) {
    struct group entry;
    struct group *found = NULL;
    if ((st->st_mode & (S_IRGRP | S_IWGRP)) == 0 || st->st_gid == 0 ||
        getgrgid_r(st->st_gid, &entry, memory, size, &found) != 0 ||
        found == NULL) {
        return "";
    }
    return found->gr_name;
}

void toc_file_denied(const char *path, char text[TOC_FILE_DENIED_SIZE]) {
    char memory[1024];
    struct stat st;
    if (stat(path, &st) != 0) {
        snprintf(text, TOC_FILE_DENIED_SIZE, "permission denied");
        return;
    }
    const char *group = find_group(&st, memory, sizeof(memory));
    if (group[0] == '\0') {
        snprintf(text, TOC_FILE_DENIED_SIZE,
                 "permission denied, it is for root only");
    } else {
        snprintf(text, TOC_FILE_DENIED_SIZE,
                 "permission denied, it is for the group %.32s: sudo adduser "
                 "$USER %.32s, then log in anew",
                 group, group);
    }
}
