// The documents of the folder docs/, as bytes inside the executable.
//
// A literal of 400 kB takes the Swift compiler half a minute, and resources of SwiftPM that lie in folders may not have
// the same name twice; `#embed` (C23, clang 19 and newer) takes some milliseconds and names its files to the build,
// so that a changed document is compiled again.

#ifndef CMANUAL_H
#define CMANUAL_H

#include <stddef.h>

// A file of docs/.
struct cmanual_entry {
    // Below docs/, as "reference/feeds.md".
    const char *path;
    const unsigned char *bytes;
    size_t length;
};

// The file with this number, counted from 0, by path; NULL behind the last one. Valid as long as the process runs.
const struct cmanual_entry *cmanual_file(size_t index);

#endif
