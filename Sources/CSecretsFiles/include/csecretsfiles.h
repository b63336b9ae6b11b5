#ifndef CSECRETSFILES_H
#define CSECRETSFILES_H

/// Opens a file below a folder without following any symbolic link: openat2(2) with RESOLVE_BENEATH, RESOLVE_NO_SYMLINKS
/// and RESOLVE_NO_MAGICLINKS. Returns a descriptor that is closed on exec, or -1 with errno; ENOSYS and EPERM where the
/// system or its sandbox has no such call.
///
/// locates_only: no access to the content, only to what the file is.
int almanac_open_beneath(int folder, const char *path, int locates_only);

/// Opens one component of a path without following a symbolic link: openat(2) with O_NOFOLLOW.
int almanac_open_component(int folder, const char *name, int is_folder, int locates_only);

/// A file in memory that no other process can find, closed on exec; -1 with errno.
int almanac_memory_file(void);

/// The type of the file system that a file lies in, as in <linux/magic.h>; -1 with errno.
long almanac_file_system(int file);

#endif
