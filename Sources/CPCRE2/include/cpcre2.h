// The few functions of PCRE2 (8-bit) that Almanac uses, bound when first needed with dlopen.
//
// No header and no link-time dependency: the program starts without the library, and says what to install
// when a pattern is used. Source of the names, options and limits: PCRE2 10.42, pcre2api(3),
// <https://pcre2project.github.io/pcre2/doc/pcre2api/>.

#ifndef CPCRE2_H
#define CPCRE2_H

#include <stddef.h>
#include <stdint.h>

// Binds the library once per process; safe from every thread. Returns 0, or -1 when the library or one of
// its functions is missing: then `missing` (not freed by the caller) names it.
int cpcre2_load(const char **missing);

// Compiles a UTF-8 pattern, with machine code where the library can make it. Returns NULL on an error, then
// `error` is PCRE2's code and `offset` the byte of the pattern where it was noticed.
// Call only after cpcre2_load returned 0; the result may be used by many threads at a time.
void *cpcre2_compile(const uint8_t *pattern, size_t length, int ignores_case, int *error, size_t *offset);

// Frees a compiled pattern; NULL is allowed.
void cpcre2_free(void *code);

// Searches the text. Returns 1 on a match, 0 on none, otherwise PCRE2's negative error code.
// `is_valid_utf8` skips PCRE2's own check: non-zero only for text that is known to be valid.
int cpcre2_match(const void *code, const uint8_t *text, size_t length, int is_valid_utf8);

// The number of groups of a pattern.
int cpcre2_group_count(const void *code);

// The number of a group with a name, from 1. Returns a negative number when there is none.
int cpcre2_group_number(const void *code, const char *name);

// Searches valid UTF-8 from `start` on, and writes the bounds of the whole match and of each group: 2 * `groups` numbers,
// negative for a group that has no part in the match. `groups` is one more than cpcre2_group_count.
// `flags`: 1 for a match that begins at `start`, 2 for one that is not empty there.
// Returns a positive number on a match, 0 on none, otherwise PCRE2's negative error code.
int cpcre2_search(const void *code, const uint8_t *text, size_t length, size_t start, int flags, long *bounds,
                  size_t groups);

// Writes PCRE2's words for an error code, NUL-terminated. Returns their length, or a negative number.
int cpcre2_message(int error, uint8_t *buffer, size_t size);

#endif
