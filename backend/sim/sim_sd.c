/*
 * sim_sd - the SD card of the virtual board, an image on the host
 *
 * SPDX-License-Identifier: MIT
 */
#include "sim_sd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "err.h"
#include "sim_state.h"

#define BYTES_MIN (UINT64_C(64) << 10)
#define BYTES_MAX (UINT64_C(32) << 30)

enum { PARAM_PATH, PARAM_CREATE, PARAM_FAULT, PARAM_COUNT };
enum fault {
    FAULT_NONE,
    FAULT_ABSENT,
    FAULT_READ,
    FAULT_WRITE,
    FAULT_PROTECTED
};

typedef struct {
    int fd;
    bool read_only; // the host does not let anyone write the file
    bool is_blank;
    uint32_t sectors;
} card_t;

// Guarded by the devices' lock.
static sim_device_t *inserted;

static int refuse_errno(const sim_device_t *device,
                        char error[SIM_ERROR_SIZE]) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): with the devices' lock
    const char *why = strerror(errno);
    return sim_refuse(error, "%.100s: %s", sim_text(device, PARAM_PATH), why);
}

// "64M": K, M or G; without a letter bytes.
// Returns 0 for what is no such size.
static uint64_t read_size(const char *text) {
    char *end;
    if (text[0] < '0' || text[0] > '9') {
        return 0;
    }
    uint64_t size = strtoull(text, &end, 10);
    static const char letters[] = "KMG";
    const char *letter = *end != '\0' ? strchr(letters, *end) : NULL;
    if (letter != NULL) {
        unsigned shift = 10 * (unsigned)(letter - letters + 1);
        size = size > BYTES_MAX >> shift ? 0 : size << shift;
        end++;
    }
    return *end == '\0' ? size : 0;
}

static int check_size(const sim_device_t *device, uint64_t size,
                      char error[SIM_ERROR_SIZE]) {
    if (size < BYTES_MIN || size > BYTES_MAX ||
        size % TOC_SD_SECTOR_BYTES != 0) {
        return sim_refuse(error,
                          "%.100s: a card has 64K to 32G, a multiple of %d "
                          "bytes",
                          sim_text(device, PARAM_PATH), TOC_SD_SECTOR_BYTES);
    }
    return 0;
}

static int create(sim_device_t *device, uint64_t size,
                  char error[SIM_ERROR_SIZE]) {
    card_t *card = device->state;
    int err = check_size(device, size, error);
    if (err != 0) {
        return err;
    }
    card->fd = open(sim_text(device, PARAM_PATH),
                    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (card->fd < 0) {
        return refuse_errno(device, error);
    }
    card->is_blank = true;
    return ftruncate(card->fd, (off_t)size) == 0 ? 0
                                                 : refuse_errno(device, error);
}

// Open the file, or make it where it is not there and may be made.
static int open_file(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    card_t *card = device->state;
    const char *path = sim_text(device, PARAM_PATH);
    const char *size_text = sim_text(device, PARAM_CREATE);
    uint64_t size = read_size(size_text);
    if (size_text[0] != '\0' && size == 0) {
        return sim_refuse(error, "create=%.40s has to be a size, such as 64M",
                          size_text);
    }
    card->fd = open(path, O_RDWR | O_CLOEXEC);
    if (card->fd < 0 && errno == ENOENT && size != 0) {
        return create(device, size, error);
    }
    if (card->fd < 0 && (errno == EACCES || errno == EROFS)) {
        card->read_only = true;
        card->fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    return card->fd < 0 ? refuse_errno(device, error) : 0;
}

static int measure_file(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    card_t *card = device->state;
    struct stat st;
    if (fstat(card->fd, &st) != 0) {
        return refuse_errno(device, error);
    }
    if (!S_ISREG(st.st_mode)) {
        return sim_refuse(error, "%.100s is no file",
                          sim_text(device, PARAM_PATH));
    }
    int err = check_size(device, (uint64_t)st.st_size, error);
    card->sectors = (uint32_t)(st.st_size / TOC_SD_SECTOR_BYTES);
    if (err == 0 && flock(card->fd, LOCK_EX | LOCK_NB) != 0) {
        return sim_refuse(error, "%.100s is in use by another process",
                          sim_text(device, PARAM_PATH));
    }
    return err;
}

static int attach(sim_device_t *device, char error[SIM_ERROR_SIZE]) {
    card_t *card = device->state;
    card->fd = -1;
    int err = open_file(device, error);
    if (err == 0) {
        err = measure_file(device, error);
    }
    if (err != 0) {
        if (card->fd >= 0) {
            (void)close(card->fd);
        }
        return err;
    }
    inserted = device;
    return 0;
}

static void detach(sim_device_t *device) {
    const card_t *card = device->state;
    inserted = NULL;
    (void)close(card->fd);
}

static const sim_param_t params[PARAM_COUNT] = {
    [PARAM_PATH] = {.name = "path",
                    .help = "image of the card",
                    .type = SIM_TEXT,
                    .flags = SIM_PARAM_FIXED | SIM_PARAM_NEEDED},
    [PARAM_CREATE] = {.name = "create",
                      .help = "size of an image that is not there yet: 64M",
                      .type = SIM_TEXT,
                      .flags = SIM_PARAM_FIXED},
    [PARAM_FAULT] = {.name = "fault",
                     .help = "what is wrong with it",
                     .type = SIM_WORD,
                     .words = "none absent read write protected"},
};

const sim_kind_t sim__kind_sd_card = {
    .name = "card",
    .bus = "sd",
    .help = "an SD card, named by the file that is its image",
    .params = params,
    .param_count = PARAM_COUNT,
    .state_size = sizeof(card_t),
    .attach = attach,
    .detach = detach,
};

const sim_bus_t sim__bus_sd = {
    .name = "sd",
    .help = "slot for a card: sd=card.img,create=64M",
    .where = SIM_WHERE_NONE,
    .sole = &sim__kind_sd_card,
};

// With the devices' lock.
static card_t *find_card(enum fault *fault) {
    *fault = FAULT_ABSENT;
    if (inserted != NULL) {
        *fault = (enum fault)sim_number(inserted, PARAM_FAULT);
    }
    return *fault != FAULT_ABSENT ? inserted->state : NULL;
}

static int sim_sd_open(void *ctx, uint32_t *sectors, bool *is_blank) {
    (void)ctx;
    enum fault fault;
    sim_devices_lock();
    const card_t *card = find_card(&fault);
    if (card != NULL) {
        *sectors = card->sectors;
        *is_blank = card->is_blank;
    }
    sim_devices_unlock();
    return card != NULL ? 0 : TOC_ENODEV;
}

static bool read_all(int fd, char *data, size_t size, off_t at) {
    while (size > 0) {
        ssize_t n = pread(fd, data, size, at);
        if (n <= 0 && !(n < 0 && errno == EINTR)) {
            return false;
        }
        n = n > 0 ? n : 0;
        data += n;
        size -= (size_t)n;
        at += n;
    }
    return true;
}

static bool write_all(int fd, const char *data, size_t size, off_t at) {
    while (size > 0) {
        ssize_t n = pwrite(fd, data, size, at);
        if (n <= 0 && !(n < 0 && errno == EINTR)) {
            return false;
        }
        n = n > 0 ? n : 0;
        data += n;
        size -= (size_t)n;
        at += n;
    }
    return true;
}

static bool is_inside(const card_t *card, uint32_t sector, uint32_t count) {
    return sector <= card->sectors && count <= card->sectors - sector;
}

static int sim_sd_read(void *ctx, uint32_t sector, uint32_t count, void *data) {
    (void)ctx;
    enum fault fault;
    sim_devices_lock();
    const card_t *card = find_card(&fault);
    int err = card == NULL                      ? TOC_ENODEV
              : !is_inside(card, sector, count) ? TOC_EINVAL
              : fault == FAULT_READ             ? TOC_EIO
                                                : 0;
    if (err == 0 &&
        !read_all(card->fd, data, (size_t)count * TOC_SD_SECTOR_BYTES,
                  (off_t)sector * TOC_SD_SECTOR_BYTES)) {
        err = TOC_EIO;
    }
    sim_devices_unlock();
    return err;
}

static int sim_sd_write(void *ctx, uint32_t sector, uint32_t count,
                        const void *data) {
    (void)ctx;
    enum fault fault;
    sim_devices_lock();
    card_t *card = find_card(&fault);
    bool fails = fault == FAULT_WRITE || fault == FAULT_PROTECTED;
    int err = card == NULL                      ? TOC_ENODEV
              : !is_inside(card, sector, count) ? TOC_EINVAL
              : fails || card->read_only        ? TOC_EIO
                                                : 0;
    if (err == 0) {
        card->is_blank = false;
        err = write_all(card->fd, data, (size_t)count * TOC_SD_SECTOR_BYTES,
                        (off_t)sector * TOC_SD_SECTOR_BYTES)
                  ? 0
                  : TOC_EIO;
    }
    sim_devices_unlock();
    return err;
}

static const toc_sd_ops_t sd = {
    .name = "sim",
    .open = sim_sd_open,
    .read = sim_sd_read,
    .write = sim_sd_write,
};

const toc_sd_ops_t *sim_sd(void) {
    return &sd;
}
