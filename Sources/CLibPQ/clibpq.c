#include "clibpq.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

#define DEFINE(R, N, P, A) R(*clibpq_p_##N) P;
CLIBPQ_FUNCTIONS(DEFINE)

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *absent;

static void load(void) {
    static const char *const names[] = {"libpq.so.5", "libpq.so", "libpq.5.dylib", NULL};
    void *library = NULL;
    for (int i = 0; !library && names[i]; i++) library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        absent = "libpq.so.5";
        return;
    }
#define BIND(R, N, P, A)                                                                               \
    if (!absent && !(clibpq_p_##N = (R(*) P)dlsym(library, #N))) absent = #N;
    CLIBPQ_FUNCTIONS(BIND)
}

int clibpq_load(const char **missing) {
    pthread_once(&once, load);
    if (missing) *missing = absent;
    return absent ? -1 : 0;
}

static void drop(void *argument, const char *message) {
    (void)argument;
    (void)message;
}

void clibpq_silence(PGconn *connection) { PQsetNoticeProcessor(connection, drop, NULL); }
