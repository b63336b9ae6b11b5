#ifndef ALMANAC_ZLIB_H
#define ALMANAC_ZLIB_H

#include <zlib.h>

/// inflateInit2 is a macro, which Swift does not see: 15 bits of window and either a gzip or a zlib header.
int almanac_inflate_init(z_stream *stream);

/// The same for a stream without any header, as zip archives hold them.
int almanac_inflate_init_raw(z_stream *stream);

#endif
