#ifndef CSQLITEOPTIONS_H
#define CSQLITEOPTIONS_H

/// Sets what SQLite takes for the whole process and only before its first use; sqlite3_config() is variadic, which Swift
/// cannot call. Returns SQLite's result code: SQLITE_MISUSE when SQLite is in use already, and nothing has changed.
int almanac_sqlite_set_options(void);

#endif
