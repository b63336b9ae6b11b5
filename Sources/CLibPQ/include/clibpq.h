// The few functions of libpq that Almanac uses, bound when first needed with dlopen.
//
// No header and no link-time dependency: the program builds, starts and keeps its store in SQLite without the library,
// and says what to install when a PostgreSQL store is named. The types are those of <libpq-fe.h>.

#ifndef CLIBPQ_H
#define CLIBPQ_H

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;
typedef struct pg_cancel PGcancel;
typedef unsigned int Oid;
typedef unsigned int ConnStatusType;
typedef unsigned int ExecStatusType;
typedef unsigned int PostgresPollingStatusType;
typedef unsigned int PGTransactionStatusType;
typedef void (*PQnoticeProcessor)(void *arg, const char *message);

typedef struct _PQconninfoOption {
    char *keyword;
    char *envvar;
    char *compiled;
    char *val;
    char *label;
    char *dispchar;
    int dispsize;
} PQconninfoOption;

// Values of the enumerations above.
#define CLIBPQ_CONNECTION_OK 0u
#define CLIBPQ_POLLING_FAILED 0u
#define CLIBPQ_POLLING_READING 1u
#define CLIBPQ_POLLING_WRITING 2u
#define CLIBPQ_POLLING_OK 3u
#define CLIBPQ_COMMAND_OK 1u
#define CLIBPQ_TUPLES_OK 2u
#define CLIBPQ_COPY_OUT 3u
#define CLIBPQ_COPY_IN 4u
#define CLIBPQ_PIPELINE_SYNC 10u
#define CLIBPQ_PIPELINE_ABORTED 11u

#include "clibpq_functions.h"

#define CLIBPQ_DECLARE(R, N, P, A) extern R(*clibpq_p_##N) P;
CLIBPQ_FUNCTIONS(CLIBPQ_DECLARE)

#define CLIBPQ_WRAP(R, N, P, A) \
    static inline R N P { return clibpq_p_##N A; }
CLIBPQ_FUNCTIONS(CLIBPQ_WRAP)

// Binds the library once per process; safe from every thread. Returns 0, or -1 when the library or one of its
// functions is missing: then `missing` (not freed by the caller) names it. Nothing above may be called before.
int clibpq_load(const char **missing);

// Drops what the server has to say besides results; libpq would print it.
void clibpq_silence(PGconn *connection);

// 1 when the prototypes above were compared with <libpq-fe.h> when this was built, 0 when that header was not there.
// A difference breaks the build.
int clibpq_was_compared(void);

#endif
