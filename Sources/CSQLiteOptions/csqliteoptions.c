#include "csqliteoptions.h"

#include <sqlite3.h>

int almanac_sqlite_set_options(void) {
    // Counting bytes in use takes a lock at every allocation, and nobody asks for the count.
    int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    if (code != SQLITE_OK) return code;
    // Pages that a savepoint keeps for its undoing stay in memory up to this size; a row touches about twenty pages,
    // which the usual 64 KiB do not hold, so every savepoint would write a file. The size is that of one write too when
    // they do go to a file, and SQLite's file layer takes less than 128 KiB at once: more is told as a full disk.
    return sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, 124 * 1024);
}
