/*
 * flash - what lies behind /flash: a folder of the host, or an image
 *
 * SPDX-License-Identifier: MIT
 */
#include "mpy/flash.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/board_file.h"
#include "extmod/vfs.h"
#include "extmod/vfs_fat.h"
#include "extmod/vfs_lfs.h"
#include "extmod/vfs_posix.h"
#include "hal/board_model.h"
#include "py/mperrno.h"
#include "py/runtime.h"

#define LFS_BLOCK_BYTES  4096
#define FAT_SECTOR_BYTES 512
#define PATH_SIZE        PATH_MAX
#define HEAD_BYTES       (2 * LFS_BLOCK_BYTES)

enum flash_kind { KIND_NONE, KIND_FOLDER, KIND_LFS, KIND_FAT };

static enum flash_kind kind;
static char place[TOC_BOARD_FILE_PLACE_SIZE]; // of the option, for messages
static char path[PATH_SIZE];
static char new_path[PATH_SIZE + 8]; // "" once the image is complete
static int fd = -1;
static uint32_t block_bytes;
static uint32_t block_count;

static bool fail(const char *why) {
    fprintf(stderr, "tocsin: %s %s: %s\n", place, path, why);
    return false;
}

static bool fail_errno(void) {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs yet
    return fail(strerror(errno));
}

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text);
    size_t end_length = strlen(end);
    return length > end_length && strcmp(text + length - end_length, end) == 0;
}

static uint32_t sector_bytes(const unsigned char *boot_sector) {
    return (uint32_t)boot_sector[11] | (uint32_t)boot_sector[12] << 8;
}

// A superblock is the first entry of block 0 or 1; behind the revision and the
// tag comes its name.
static bool is_lfs(const unsigned char *head) {
    return memcmp(head + 8, "littlefs", 8) == 0 ||
           memcmp(head + LFS_BLOCK_BYTES + 8, "littlefs", 8) == 0;
}

static bool is_fat(const unsigned char *head) {
    uint32_t bytes = sector_bytes(head);
    return head[510] == 0x55 && head[511] == 0xaa &&
           bytes >= FAT_SECTOR_BYTES && bytes <= MICROPY_FATFS_MAX_SS &&
           (bytes & (bytes - 1)) == 0;
}

static void set_kind(enum flash_kind what, uint32_t bytes, off_t size) {
    kind = what;
    block_bytes = bytes;
    block_count = (uint32_t)(size / bytes);
}

static bool open_image(off_t size) {
    unsigned char head[HEAD_BYTES] = {0};
    fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0) {
        return fail_errno();
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        return fail("is in use by another process");
    }
    if (pread(fd, head, sizeof(head), 0) < 0) {
        return fail_errno();
    }
    if (is_lfs(head)) {
        set_kind(KIND_LFS, LFS_BLOCK_BYTES, size);
    } else if (is_fat(head)) {
        set_kind(KIND_FAT, sector_bytes(head), size);
    } else {
        return fail("is neither a folder nor a LittleFS2 or FAT image");
    }
    return true;
}

static bool create_image(off_t size) {
    if (ends_with(path, ".lfs")) {
        set_kind(KIND_LFS, LFS_BLOCK_BYTES, size);
    } else if (ends_with(path, ".fat") || ends_with(path, ".img")) {
        set_kind(KIND_FAT, FAT_SECTOR_BYTES, size);
    } else {
        return fail("No such file or directory (an image that is made ends in "
                    ".lfs, .fat or .img)");
    }
    snprintf(new_path, sizeof(new_path), "%s.new", path);
    fd = open(new_path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        return fail_errno();
    }
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        return fail("is in use by another process");
    }
    return ftruncate(fd, size) == 0 || fail_errno();
}

bool mpy_flash_open(const toc_options_t *options) {
    if (options->flash == NULL) {
        return true;
    }
    toc_board_file_place(place, "flash", options->flash);
    snprintf(path, sizeof(path), "%.*s", (int)options->flash_length,
             options->flash);
    struct stat st;
    if (stat(path, &st) == 0) {
        if (options->flash_bytes != 0 &&
            !(S_ISREG(st.st_mode) &&
              (uint64_t)st.st_size == options->flash_bytes)) {
            return fail("is there already, with another size");
        }
        if (S_ISDIR(st.st_mode)) {
            kind = KIND_FOLDER;
            // A program's chdir() moves the process, and a later life has to
            // find it all the same.
            char given[PATH_SIZE];
            memcpy(given, path, sizeof(given));
            return realpath(given, path) != NULL || fail_errno();
        }
        return open_image(st.st_size);
    }
    if (errno != ENOENT) {
        return fail_errno();
    }
    const toc_board_model_t *model = toc_board_model(options->board.name);
    return create_image(options->flash_bytes != 0
                            ? (off_t)options->flash_bytes
                            : (off_t)model->flash_kib * 1024);
}

bool mpy_flash_is_there(void) {
    return kind != KIND_NONE;
}

bool mpy_flash_is_image(void) {
    return kind == KIND_LFS || kind == KIND_FAT;
}

// ---- the block device ----

// All bytes or none: a short transfer is a failure of the host's file.
static mp_obj_t transfer_result(ssize_t done, size_t wanted) {
    int err = done < 0 ? errno : (size_t)done != wanted ? MP_EIO : 0;
    return MP_OBJ_NEW_SMALL_INT(-err);
}

// readblocks(block, buffer[, offset])
static mp_obj_t flash_readblocks(size_t n_args, const mp_obj_t *args) {
    mp_buffer_info_t buf;
    mp_get_buffer_raise(args[2], &buf, MP_BUFFER_WRITE);
    off_t at = (off_t)mp_obj_get_int(args[1]) * block_bytes;
    at += n_args == 4 ? (off_t)mp_obj_get_int(args[3]) : 0;
    return transfer_result(pread(fd, buf.buf, buf.len, at), buf.len);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(flash_readblocks_obj, 3, 4,
                                           flash_readblocks);

static mp_obj_t flash_writeblocks(size_t n_args, const mp_obj_t *args) {
    mp_buffer_info_t buf;
    mp_get_buffer_raise(args[2], &buf, MP_BUFFER_READ);
    off_t at = (off_t)mp_obj_get_int(args[1]) * block_bytes;
    at += n_args == 4 ? (off_t)mp_obj_get_int(args[3]) : 0;
    return transfer_result(pwrite(fd, buf.buf, buf.len, at), buf.len);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(flash_writeblocks_obj, 3, 4,
                                           flash_writeblocks);

static mp_obj_t flash_ioctl(mp_obj_t self, mp_obj_t cmd, mp_obj_t arg) {
    (void)self;
    (void)arg;
    switch (mp_obj_get_int(cmd)) {
    case MP_BLOCKDEV_IOCTL_SYNC:
        return MP_OBJ_NEW_SMALL_INT(fdatasync(fd) == 0 ? 0 : -errno);
    case MP_BLOCKDEV_IOCTL_BLOCK_COUNT:
        return MP_OBJ_NEW_SMALL_INT(block_count);
    case MP_BLOCKDEV_IOCTL_BLOCK_SIZE:
        return MP_OBJ_NEW_SMALL_INT(block_bytes);
    default:
        // Init and erase: a file needs neither.
        return MP_OBJ_NEW_SMALL_INT(0);
    }
}
static MP_DEFINE_CONST_FUN_OBJ_3(flash_ioctl_obj, flash_ioctl);

static const mp_rom_map_elem_t flash_locals_table[] = {
    {MP_ROM_QSTR(MP_QSTR_readblocks), MP_ROM_PTR(&flash_readblocks_obj)},
    {MP_ROM_QSTR(MP_QSTR_writeblocks), MP_ROM_PTR(&flash_writeblocks_obj)},
    {MP_ROM_QSTR(MP_QSTR_ioctl), MP_ROM_PTR(&flash_ioctl_obj)},
};
static MP_DEFINE_CONST_DICT(flash_locals, flash_locals_table);

static MP_DEFINE_CONST_OBJ_TYPE(flash_type, MP_QSTR_Flash, MP_TYPE_FLAG_NONE,
                                locals_dict, &flash_locals);

static const mp_obj_base_t flash_device = {&flash_type};

// ---- mounting ----

static const mp_obj_type_t *vfs_type(void) {
    return kind == KIND_LFS ? &mp_type_vfs_lfs2 : &mp_fat_vfs_type;
}

static void make_file_system(void) {
    mp_obj_t args[3];
    mp_load_method(MP_OBJ_FROM_PTR(vfs_type()), MP_QSTR_mkfs, args);
    args[2] = MP_OBJ_FROM_PTR(&flash_device);
    mp_call_method_n_kw(1, 0, args);
    if (fdatasync(fd) != 0) {
        mp_raise_OSError(errno);
    }
}

static mp_obj_t mount_point(void) {
    return mp_obj_new_str_via_qstr("/flash", strlen("/flash"));
}

static void mount_at_flash(const mp_obj_type_t *type, mp_obj_t what) {
    mp_obj_t args[2] = {
        MP_OBJ_TYPE_GET_SLOT(type, make_new)(type, 1, 0, &what),
        mount_point(),
    };
    mp_vfs_mount(2, args, (mp_map_t *)&mp_const_empty_map);
}

static void mount(void) {
    if (kind == KIND_FOLDER) {
        mount_at_flash(&mp_type_vfs_posix, mp_obj_new_str_from_cstr(path));
        return;
    }
    if (new_path[0] != '\0') {
        make_file_system();
        if (rename(new_path, path) != 0) {
            mp_raise_OSError(errno);
        }
        new_path[0] = '\0';
    }
    mount_at_flash(vfs_type(), MP_OBJ_FROM_PTR(&flash_device));
}

bool mpy_flash_mount(void) {
    nlr_buf_t nlr;
    if (nlr_push(&nlr) != 0) {
        fail("cannot mount it:");
        mp_obj_print_exception(&mp_stderr_print, MP_OBJ_FROM_PTR(nlr.ret_val));
        return false;
    }
    mount();
    nlr_pop();
    return true;
}
