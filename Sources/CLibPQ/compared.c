// Compares our prototypes with those of <libpq-fe.h> where that header is installed; a difference breaks the build.

int clibpq_was_compared(void);

#if __has_include(<postgresql/libpq-fe.h>)

#include <postgresql/libpq-fe.h>

#include "clibpq_functions.h"

#define COMPARE(R, N, P, A)                                                                            \
    _Static_assert(__builtin_types_compatible_p(__typeof__(&N), R(*) P), "the prototype of " #N " differs");
CLIBPQ_FUNCTIONS(COMPARE)

_Static_assert(CONNECTION_OK == 0 && PGRES_POLLING_FAILED == 0 && PGRES_POLLING_READING == 1, "a value differs");
_Static_assert(PGRES_POLLING_WRITING == 2 && PGRES_POLLING_OK == 3 && PGRES_COMMAND_OK == 1, "a value differs");
_Static_assert(PGRES_TUPLES_OK == 2 && PGRES_COPY_OUT == 3 && PGRES_COPY_IN == 4, "a value differs");
#ifdef LIBPQ_HAS_PIPELINING
_Static_assert(PGRES_PIPELINE_SYNC == 10 && PGRES_PIPELINE_ABORTED == 11, "a value differs");
#endif

int clibpq_was_compared(void) { return 1; }

#else

int clibpq_was_compared(void) { return 0; }

#endif
