/*
 * replay - run a fuzz target on files, without a fuzzer
 *
 * Each file in a process of its own: what one breaks does not hide the next.
 *
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run_one(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    uint8_t *data = NULL;
    size_t size = 0;
    size_t room = 0;
    size_t got = 0;
    do {
        size += got;
        if (size == room) {
            room = room * 2 + 4096;
            data = realloc(data, room);
        }
        if (data == NULL) {
            perror(path);
            exit(1);
        }
        got = fread(data + size, 1, room - size, file);
    } while (got != 0);
    fclose(file);
    // Exactly as large as the input, so that a read beyond it is seen.
    data = realloc(data, size != 0 ? size : 1);
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    exit(0);
}

int main(int argc, char **argv) {
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        pid_t child = fork();
        if (child == 0) {
            run_one(argv[i]);
        }
        int status = -1;
        if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
            fprintf(stderr, "FAIL %s %s\n", argv[0], argv[i]);
            failed++;
        }
    }
    printf("fuzz: %d passed, %d failed\n", argc - 1 - failed, failed);
    return failed != 0;
}
