#define _GNU_SOURCE
#include "csecretsfiles.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

// As in <linux/openat2.h>, which not every build machine has.
struct almanac_open_how {
    uint64_t flags, mode, resolve;
};
enum { almanac_no_magiclinks = 0x02, almanac_no_symlinks = 0x04, almanac_beneath = 0x08 };

// A device or a FIFO that is put in the place of a file between two looks must neither block nor become a terminal.
static int flags(int locates_only) {
    return O_CLOEXEC | O_NOFOLLOW | (locates_only ? O_PATH : O_RDONLY | O_NONBLOCK | O_NOCTTY);
}

int almanac_open_beneath(int folder, const char *path, int locates_only) {
#ifdef SYS_openat2
    struct almanac_open_how how = {
        .flags = (uint64_t)flags(locates_only), .resolve = almanac_no_magiclinks | almanac_no_symlinks | almanac_beneath};
    return (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
#else
    errno = ENOSYS;
    return -1;
#endif
}

int almanac_open_component(int folder, const char *name, int is_folder, int locates_only) {
    return openat(folder, name, is_folder ? O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW : flags(locates_only));
}

int almanac_memory_file(void) { return memfd_create("request", MFD_CLOEXEC); }

long almanac_file_system(int file) {
    struct statfs system;
    return fstatfs(file, &system) == 0 ? (long)(system.f_type & 0xFFFFFFFF) : -1;
}
