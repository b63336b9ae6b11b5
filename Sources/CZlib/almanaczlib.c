#include "almanaczlib.h"

int almanac_inflate_init(z_stream *stream) { return inflateInit2(stream, 15 + 32); }

int almanac_inflate_init_raw(z_stream *stream) { return inflateInit2(stream, -15); }
