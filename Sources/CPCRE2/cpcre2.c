#include "cpcre2.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>

// Options and codes of pcre2.h 10.42; they are part of the library's stable ABI (soname 0).
#define OPTION_CASELESS 0x00000008u
#define OPTION_UCP 0x00020000u
#define OPTION_UTF 0x00080000u
#define OPTION_NEVER_BACKSLASH_C 0x00100000u
#define OPTION_NO_UTF_CHECK 0x40000000u
#define OPTION_ANCHORED 0x80000000u
#define OPTION_NOTEMPTY_ATSTART 0x00000008u
#define INFO_CAPTURECOUNT 4u
#define OPTION_JIT_COMPLETE 0x00000001u
#define ERROR_NOMATCH (-1)
#define ERROR_NOMEMORY (-48)

// A pattern comes from a user and must end soon on every text. The depth and heap limits bind the interpreter,
// the stack the machine code; the match limit binds both.
#define MATCH_LIMIT 100000u
#define DEPTH_LIMIT 1000u
#define HEAP_LIMIT_KIBIBYTES 16384u
#define STACK_START_BYTES (32u * 1024u)
#define STACK_MAXIMUM_BYTES (1024u * 1024u)

#define FUNCTIONS(X)                                                                                   \
    X(void *, pcre2_compile_8, (const uint8_t *, size_t, uint32_t, int *, size_t *, void *))           \
    X(void, pcre2_code_free_8, (void *))                                                               \
    X(int, pcre2_jit_compile_8, (void *, uint32_t))                                                    \
    X(int, pcre2_match_8, (const void *, const uint8_t *, size_t, size_t, uint32_t, void *, void *))   \
    X(void *, pcre2_match_data_create_8, (uint32_t, void *))                                           \
    X(void, pcre2_match_data_free_8, (void *))                                                         \
    X(void *, pcre2_match_context_create_8, (void *))                                                  \
    X(void, pcre2_match_context_free_8, (void *))                                                      \
    X(int, pcre2_set_match_limit_8, (void *, uint32_t))                                                \
    X(int, pcre2_set_depth_limit_8, (void *, uint32_t))                                                \
    X(int, pcre2_set_heap_limit_8, (void *, uint32_t))                                                 \
    X(void *, pcre2_jit_stack_create_8, (size_t, size_t, void *))                                      \
    X(void, pcre2_jit_stack_assign_8, (void *, void *, void *))                                        \
    X(void, pcre2_jit_stack_free_8, (void *))                                                          \
    X(int, pcre2_pattern_info_8, (const void *, uint32_t, void *))                                     \
    X(size_t *, pcre2_get_ovector_pointer_8, (void *))                                                 \
    X(int, pcre2_substring_number_from_name_8, (const void *, const uint8_t *))                        \
    X(int, pcre2_get_error_message_8, (int, uint8_t *, size_t))

#define DEFINE(R, N, P) static R(*p_##N) P;
FUNCTIONS(DEFINE)

// What one thread needs to match: kept between matches, freed when the thread ends.
struct worker {
    void *context;
    void *data;
    void *stack;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t worker_key;
static const char *absent;

static void worker_free(void *memory) {
    struct worker *worker = memory;
    if (!worker) return;
    if (worker->data) p_pcre2_match_data_free_8(worker->data);
    if (worker->context) p_pcre2_match_context_free_8(worker->context);
    if (worker->stack) p_pcre2_jit_stack_free_8(worker->stack);
    free(worker);
}

static struct worker *worker_current(void) {
    struct worker *worker = pthread_getspecific(worker_key);
    if (worker) return worker;
    worker = calloc(1, sizeof *worker);
    if (!worker) return NULL;
    worker->context = p_pcre2_match_context_create_8(NULL);
    worker->data = p_pcre2_match_data_create_8(1, NULL);
    // Without machine code there is no stack to make, and matching works without one.
    worker->stack = p_pcre2_jit_stack_create_8(STACK_START_BYTES, STACK_MAXIMUM_BYTES, NULL);
    if (!worker->context || !worker->data || pthread_setspecific(worker_key, worker) != 0) {
        worker_free(worker);
        return NULL;
    }
    p_pcre2_set_match_limit_8(worker->context, MATCH_LIMIT);
    p_pcre2_set_depth_limit_8(worker->context, DEPTH_LIMIT);
    p_pcre2_set_heap_limit_8(worker->context, HEAP_LIMIT_KIBIBYTES);
    if (worker->stack) p_pcre2_jit_stack_assign_8(worker->context, NULL, worker->stack);
    return worker;
}

static void load(void) {
    static const char *const names[] = {
        "libpcre2-8.so.0", "libpcre2-8.so", "libpcre2-8.0.dylib", "/opt/homebrew/lib/libpcre2-8.0.dylib", NULL,
    };
    void *library = NULL;
    for (int i = 0; !library && names[i]; i++) library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        absent = "libpcre2-8";
        return;
    }
#define BIND(R, N, P)                                   \
    if (!(p_##N = (R(*) P)dlsym(library, #N))) {        \
        absent = #N;                                    \
        return;                                         \
    }
    FUNCTIONS(BIND)
    if (pthread_key_create(&worker_key, worker_free) != 0) absent = "a thread key";
}

int cpcre2_load(const char **missing) {
    pthread_once(&once, load);
    *missing = absent;
    return absent ? -1 : 0;
}

void *cpcre2_compile(const uint8_t *pattern, size_t length, int ignores_case, int *error, size_t *offset) {
    // \C would match half a character and make later offsets invalid: never allowed.
    uint32_t options = OPTION_UTF | OPTION_UCP | OPTION_NEVER_BACKSLASH_C;
    if (ignores_case) options |= OPTION_CASELESS;
    void *code = p_pcre2_compile_8(pattern, length, options, error, offset, NULL);
    // A library without machine code, or a system that forbids it, falls back to the interpreter.
    if (code) (void)p_pcre2_jit_compile_8(code, OPTION_JIT_COMPLETE);
    return code;
}

void cpcre2_free(void *code) {
    if (code) p_pcre2_code_free_8(code);
}

int cpcre2_match(const void *code, const uint8_t *text, size_t length, int is_valid_utf8) {
    struct worker *worker = worker_current();
    if (!worker) return ERROR_NOMEMORY;
    uint32_t options = is_valid_utf8 ? OPTION_NO_UTF_CHECK : 0;
    const uint8_t *start = text ? text : (const uint8_t *)"";
    int count = p_pcre2_match_8(code, start, length, 0, options, worker->data, worker->context);
    if (count >= 0) return 1;
    return count == ERROR_NOMATCH ? 0 : count;
}

int cpcre2_group_count(const void *code) {
    uint32_t count = 0;
    return p_pcre2_pattern_info_8(code, INFO_CAPTURECOUNT, &count) == 0 ? (int)count : 0;
}

int cpcre2_group_number(const void *code, const char *name) {
    return p_pcre2_substring_number_from_name_8(code, (const uint8_t *)name);
}

int cpcre2_search(const void *code, const uint8_t *text, size_t length, size_t start, int flags, long *bounds,
                  size_t groups) {
    struct worker *worker = worker_current();
    // Patterns differ in their groups, and searches for groups are rare: the room for them is not kept.
    void *data = worker ? p_pcre2_match_data_create_8((uint32_t)groups, NULL) : NULL;
    if (!data) return ERROR_NOMEMORY;
    uint32_t options = OPTION_NO_UTF_CHECK;
    if (flags & 1) options |= OPTION_ANCHORED;
    if (flags & 2) options |= OPTION_NOTEMPTY_ATSTART;
    const uint8_t *subject = text ? text : (const uint8_t *)"";
    int count = p_pcre2_match_8(code, subject, length, start, options, data, worker->context);
    const size_t *found = p_pcre2_get_ovector_pointer_8(data);
    // Groups after the last one with a part in the match are not counted; their bounds are all ones.
    for (size_t i = 0; count > 0 && i < 2 * groups; i++) bounds[i] = (long)found[i];
    p_pcre2_match_data_free_8(data);
    return count == ERROR_NOMATCH ? 0 : count;
}

int cpcre2_message(int error, uint8_t *buffer, size_t size) {
    return p_pcre2_get_error_message_8(error, buffer, size);
}
