/*
 * trace_writer - the thread that writes traces into files
 *
 * SPDX-License-Identifier: MIT
 */
#include "trace_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "err.h"
#include "trace_buffer.h"
#include "trace_format.h"

// How often the buffer is looked into, in real time.
#define LOOK_EVERY_NS 50000000u

// How long a record is held back, for others that happened before it.
#define HOLD_NS 20000000u

#define PENDING_MAX 65536u

static toc_trace_file_t *files[TOC_TRACE_FILES_MAX];
static uint32_t file_count;

static toc_atomic_u32_t stopping;
static toc_atomic_u32_t begun; // and not stopped
static toc_port_thread_t thread;
static toc_port_event_t event;

// Of the writing thread.
static bool is_virtual;
static uint64_t base_ns;
static uint64_t last_ns;
static toc_trace_sums_t sums;
static toc_trace_record_t *pending; // sorted by time; real time only
static uint32_t pending_count;
static bool start_is_written; // of the dispatcher's next record; not its end

static int refuse(char error[TOC_TRACE_ERROR_SIZE], const char *reason) {
    snprintf(error, TOC_TRACE_ERROR_SIZE, "%s", reason);
    return TOC_EINVAL;
}

static bool is_open_already(const struct stat *st) {
    for (uint32_t i = 0; i < file_count; i++) {
        struct stat other;
        if (fstat(files[i]->fd, &other) == 0 && other.st_dev == st->st_dev &&
            other.st_ino == st->st_ino) {
            return true;
        }
    }
    return false;
}

static int open_file(const char *path, bool *is_new) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    *is_new = fd >= 0;
    if (fd < 0 && errno == EEXIST) {
        fd = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK);
    }
    return fd;
}

static bool is_vcd(const char *path) {
    size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, ".vcd") == 0;
}

// A VCD declares its variables first, and sources come up all the time: what
// happens goes into a nameless file, in the folder that has room for the trace.
static int add_spool(toc_trace_file_t *file, char error[TOC_TRACE_ERROR_SIZE]) {
    char name[PATH_MAX];
    int size = snprintf(name, sizeof(name), "%s.XXXXXX", file->path);
    if ((size_t)size >= sizeof(name)) {
        return refuse(error, "the name is too long");
    }
    file->format = &toc_trace_vcd;
    file->spool = mkostemp(name, O_CLOEXEC);
    if (file->spool < 0) {
        snprintf(error, TOC_TRACE_ERROR_SIZE,
                 "cannot make a temporary file beside it: %s",
                 // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs
                 strerror(errno));
        return TOC_EINVAL;
    }
    unlink(name);
    return 0;
}

int toc_trace_add(const char *path, char error[TOC_TRACE_ERROR_SIZE]) {
    if (file_count == TOC_TRACE_FILES_MAX) {
        return refuse(error, "too many trace files");
    }
    bool is_new;
    int fd = open_file(path, &is_new);
    if (fd < 0) {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs yet
        return refuse(error, strerror(errno));
    }
    struct stat st;
    const char *reason = NULL;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        reason = "is not a regular file";
    } else if (is_open_already(&st)) {
        reason = "is given twice";
    }
    toc_trace_file_t *file = reason == NULL ? calloc(1, sizeof(*file)) : NULL;
    if (file == NULL) {
        close(fd);
        return refuse(error, reason != NULL ? reason : "out of memory");
    }
    *file = (toc_trace_file_t){
        .format = &toc_trace_json,
        .path = path,
        .is_new = is_new,
        .fd = fd,
        .spool = -1,
    };
    toc_trace_text_init(&file->text, fd);
    files[file_count++] = file;
    return is_vcd(path) ? add_spool(file, error) : 0;
}

static void free_files(void) {
    for (uint32_t i = 0; i < file_count; i++) {
        close(files[i]->fd);
        if (files[i]->spool >= 0) {
            close(files[i]->spool);
        }
        toc_trace_names_free(&files[i]->names);
        free(files[i]);
    }
    file_count = 0;
}

void toc_trace_forget(void) {
    for (uint32_t i = 0; i < file_count; i++) {
        if (files[i]->is_new) {
            unlink(files[i]->path);
        }
    }
    free_files();
}

bool toc_trace_has_pins(void) {
    for (uint32_t i = 0; i < file_count; i++) {
        if (files[i]->format == &toc_trace_vcd) {
            return true;
        }
    }
    return false;
}

// ---- the writing thread ----

static void add_up(const toc_trace_record_t *record) {
    switch ((enum toc_trace_step)record->step) {
    case TOC_TRACE_POST:
        sums.queued = record->u.event.queued;
        break;
    case TOC_TRACE_REFUSE:
        sums.refused++;
        break;
    case TOC_TRACE_CANCEL:
        sums.cancelled++;
        sums.queued = record->u.event.queued;
        break;
    case TOC_TRACE_START:
        sums.handled++;
        sums.queued = record->u.event.queued;
        break;
    case TOC_TRACE_END:
        sums.raised += record->u.end.raised;
        break;
    default:
        break;
    }
}

static uint64_t from_begin(uint64_t ns) {
    return ns > base_ns ? ns - base_ns : 0;
}

// Times count from the begin of the trace from here on.
static void shift(toc_trace_record_t *record) {
    record->time_ns = from_begin(record->time_ns);
    switch ((enum toc_trace_step)record->step) {
    case TOC_TRACE_POST:
    case TOC_TRACE_REFUSE:
    case TOC_TRACE_CANCEL:
    case TOC_TRACE_START:
        record->u.event.post_ns = from_begin(record->u.event.post_ns);
        break;
    case TOC_TRACE_LOCK:
        record->u.lock.asked_ns = from_begin(record->u.lock.asked_ns);
        break;
    default:
        break;
    }
}

static void write_record(toc_trace_record_t *record) {
    shift(record);
    if (record->time_ns < last_ns) {
        sums.late++;
    } else {
        last_ns = record->time_ns;
    }
    add_up(record);
    for (uint32_t i = 0; i < file_count; i++) {
        files[i]->format->record(files[i], record, last_ns);
    }
}

_Static_assert(offsetof(toc_trace_record_t, u.event.ended) +
                       sizeof(toc_atomic_u64_t) ==
                   sizeof(toc_trace_record_t),
               "nothing of another step is beyond it");

// The dispatcher's next step, a copy; NULL when there is none yet. A START whose
// handler is still running stays where it is, and becomes an END.
static toc_trace_record_t *next_of_dispatcher(void) {
    static toc_trace_record_t next;
    toc_trace_record_t *record =
        toc_trace_buffer_peek(TOC_TRACE_LANE_DISPATCHER);
    if (record == NULL) {
        return NULL;
    }
    if (!start_is_written) {
        // All but what the dispatcher may be writing.
        return memcpy(&next, record,
                      offsetof(toc_trace_record_t, u.event.ended));
    }
    uint64_t ended = toc_atomic_load64(&record->u.event.ended);
    next.step = TOC_TRACE_END;
    next.time_ns = ended / 2;
    next.u.end.raised = ended % 2;
    return ended != 0 ? &next : NULL;
}

static void drop_of_dispatcher(const toc_trace_record_t *written) {
    start_is_written = written->step == TOC_TRACE_START;
    if (!start_is_written) {
        toc_trace_buffer_drop(TOC_TRACE_LANE_DISPATCHER);
    }
}

static bool is_before(const toc_trace_record_t *a, uint64_t before_ns) {
    return a != NULL && a->time_ns < before_ns;
}

// What happened before `before_ns`, of both lanes in the order of time.
static void write_until(uint64_t before_ns) {
    uint32_t done = 0;
    for (;;) {
        toc_trace_record_t *post = done < pending_count ? &pending[done] : NULL;
        toc_trace_record_t *other = next_of_dispatcher();
        if (is_before(other, before_ns) &&
            (post == NULL || other->time_ns < post->time_ns)) {
            write_record(other);
            drop_of_dispatcher(other);
        } else if (is_before(post, before_ns)) {
            write_record(post);
            done++;
        } else {
            break;
        }
    }
    if (done != 0) {
        pending_count -= done;
        memmove(pending, pending + done, pending_count * sizeof(*pending));
    }
}

static void tell_dropped(void) {
    uint64_t dropped = toc_trace_buffer_dropped();
    if (dropped != sums.dropped) {
        for (uint32_t i = 0; i < file_count; i++) {
            files[i]->format->dropped(files[i], dropped - sums.dropped,
                                      last_ns);
        }
        sums.dropped = dropped;
    }
}

static void sort_in(const toc_trace_record_t *record) {
    if (pending_count == PENDING_MAX) {
        write_until(pending[PENDING_MAX / 2].time_ns + 1);
        tell_dropped();
    }
    uint32_t at = pending_count++;
    while (at > 0 && pending[at - 1].time_ns > record->time_ns) {
        pending[at] = pending[at - 1];
        at--;
    }
    pending[at] = *record;
}

// The older of what is first in the two lanes of those who post, and which.
static toc_trace_record_t *next_of_posts(enum toc_trace_lane *lane) {
    toc_trace_record_t *small = toc_trace_buffer_peek(TOC_TRACE_LANE_SMALL);
    toc_trace_record_t *other = toc_trace_buffer_peek(TOC_TRACE_LANE_POSTS);
    bool is_small =
        small != NULL && (other == NULL || small->time_ns < other->time_ns);
    *lane = is_small ? TOC_TRACE_LANE_SMALL : TOC_TRACE_LANE_POSTS;
    return is_small ? small : other;
}

// In virtual time records come in the order that the run decides, and are
// written so: sorting what happens to be there would depend on chance.
static void drain(void) {
    uint64_t now_ns = toc_clock_now_ns();
    toc_trace_record_t *record;
    enum toc_trace_lane lane;
    while ((record = next_of_posts(&lane)) != NULL) {
        if (is_virtual) {
            write_record(record);
        } else {
            sort_in(record);
        }
        toc_trace_buffer_drop(lane);
    }
    if (!is_virtual) {
        write_until(now_ns > HOLD_NS ? now_ns - HOLD_NS : 0);
    }
    tell_dropped();
    for (uint32_t i = 0; i < file_count; i++) {
        toc_trace_text_flush(&files[i]->text);
    }
}

static void writer_main(void *arg) {
    (void)arg;
    // In virtual time the run waits for it.
    if (!is_virtual) {
        toc_port_thread_background();
    }
    while (toc_atomic_load(&stopping) == 0) {
        if (!is_virtual) {
            toc_trace_buffer_warm();
        }
        toc_port_event_wait(&event, toc_port_now_ns() + LOOK_EVERY_NS);
        drain();
    }
    drain();
    if (!is_virtual) {
        write_until(UINT64_MAX);
    }
    for (uint32_t i = 0; i < file_count; i++) {
        files[i]->format->end(files[i], &sums, last_ns);
        toc_trace_text_flush(&files[i]->text);
    }
}

static void wake_writer(void) {
    toc_port_event_wake(&event);
}

// ---- start and stop ----

static int allocate(void) {
    pending = NULL;
    pending_count = 0;
    start_is_written = false;
    if (!is_virtual) {
        pending = malloc(PENDING_MAX * sizeof(*pending));
        if (pending == NULL) {
            return TOC_ENOMEM;
        }
    }
    return toc_trace_buffer_open(is_virtual, wake_writer);
}

int toc_trace_start(const toc_board_t *board) {
    if (file_count == 0) {
        return 0;
    }
    is_virtual = toc_clock_is_virtual();
    base_ns = toc_clock_now_ns();
    last_ns = 0;
    memset(&sums, 0, sizeof(sums));
    toc_port_event_init(&event);
    toc_atomic_store(&stopping, 0);
    int err = allocate();
    if (err != 0) {
        return err;
    }
    for (uint32_t i = 0; i < file_count; i++) {
        if (ftruncate(files[i]->fd, 0) != 0) {
            files[i]->text.error = errno;
        }
        files[i]->format->begin(files[i], board);
        toc_trace_text_flush(&files[i]->text);
    }
    err = toc_port_thread_start(&thread, writer_main, NULL, "toc-trace");
    if (err == 0) {
        toc_trace_set_sink(&toc_trace_buffer_sink);
        toc_atomic_store(&begun, 1);
    }
    return err;
}

static void complain(FILE *complaints) {
    for (uint32_t i = 0; i < file_count; i++) {
        const toc_trace_file_t *file = files[i];
        if (file->text.error != 0) {
            char reason[64];
            fprintf(complaints, "tocsin: --trace %s: %s; the file is cut off\n",
                    file->path,
                    strerror_r(file->text.error, reason, sizeof(reason)));
        } else if (sums.dropped != 0) {
            fprintf(complaints,
                    "tocsin: --trace %s: %llu records found no room and are "
                    "missing\n",
                    file->path, (unsigned long long)sums.dropped);
        }
    }
}

void toc_trace_stop(FILE *complaints) {
    if (toc_atomic_exchange(&begun, 0) == 0) {
        return;
    }
    // The buffer stays: where a thread is stuck, it may still put.
    toc_trace_buffer_shut();
    toc_atomic_store(&stopping, 1);
    wake_writer();
    toc_port_thread_join(&thread);
    complain(complaints);
    free(pending);
    pending = NULL;
    free_files();
}
