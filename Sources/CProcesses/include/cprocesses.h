#ifndef CPROCESSES_H
#define CPROCESSES_H

/// A pipe whose ends are closed on exec; the end of this side, reading or writing, does not block. Returns -1 with errno.
int almanac_pipe(int ends[2], int is_read_here);

/// Starts a program in a folder as the leader of a group of its own, with these descriptors as its standard input, output and
/// error (-1 for none), no other descriptor, and no signal ignored or blocked. Returns 0 and its number, or an error number.
int almanac_start(const char *path, char *const arguments[], char *const variables[], const char *folder, int input, int output,
                  int error, int *child);

/// Whether a child has ended; it can still be collected then, and its number is still its own.
int almanac_has_ended(int child);

/// Lets all threads of this process share one arena of memory, where the C library is glibc; nothing elsewhere.
void almanac_share_arena(void);

#endif
