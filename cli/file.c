/*
 * file - read a file as a whole
 *
 * SPDX-License-Identifier: MIT
 */
#include "file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

char *toc__file_read(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return NULL;
    }
    char *text = NULL;
    size_t room = 0;
    size_t got;
    *size = 0;
    do {
        if (*size == room) {
            room = room * 2 + 65536;
            char *larger = realloc(text, room);
            if (larger == NULL) {
                goto close_file;
            }
            text = larger;
        }
        got = fread(text + *size, 1, room - *size, file);
        *size += got;
    } while (got != 0);
    if (!ferror(file)) {
        fclose(file);
        return text;
    }
close_file:;
    int error = errno;
    free(text);
    fclose(file);
    errno = error;
    return NULL;
}
