/*
 * wire.c - numbers and texts as bytes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/wire.h"

enum { NUMBER_BYTES_MAX = 10, MORE = 0x80, BITS = 7 };

void wire_put(struct buf *out, uint64_t number)
{
    unsigned char bytes[NUMBER_BYTES_MAX];
    size_t count = 0;

    while (number >= MORE) {
        bytes[count++] = (unsigned char)(number | MORE);
        number >>= BITS;
    }
    bytes[count++] = (unsigned char)number;
    buf_bytes(out, bytes, count);
}

void wire_put_signed(struct buf *out, int64_t number)
{
    wire_put(out, ((uint64_t)number << 1) ^ (number < 0 ? UINT64_MAX : 0));
}

void wire_put_str(struct buf *out, struct str text)
{
    wire_put(out, text.len);
    buf_bytes(out, text.at, text.len);
}

struct wire wire_of(struct str bytes)
{
    const unsigned char *at = (const unsigned char *)bytes.at;

    return (struct wire){ at, at ? at + bytes.len : at, false };
}

static void give_up(struct wire *in)
{
    in->broken = true;
    in->at = in->end;
}

uint64_t wire_get(struct wire *in)
{
    uint64_t number = 0;

    for (unsigned shift = 0; shift < 64 && in->at < in->end; shift += BITS) {
        unsigned char byte = *in->at++;

        if (shift == 63 && byte > 1) break;
        number |= (uint64_t)(byte & (MORE - 1)) << shift;
        if (!(byte & MORE)) return number;
    }
    give_up(in);
    return 0;
}

int64_t wire_get_signed(struct wire *in)
{
    uint64_t folded = wire_get(in);

    return (int64_t)((folded >> 1) ^ (folded & 1 ? UINT64_MAX : 0));
}

unsigned char wire_get_byte(struct wire *in)
{
    if (in->at < in->end) return *in->at++;
    give_up(in);
    return 0;
}

struct str wire_get_bytes(struct wire *in, size_t count)
{
    struct str bytes = { (const char *)in->at, count };

    if (count > (size_t)(in->end - in->at)) {
        give_up(in);
        return STR("");
    }
    in->at += count;
    return count ? bytes : STR("");
}

struct str wire_get_str(struct wire *in)
{
    struct str text = wire_get_bytes(in, wire_get_count(in, 1));

    if (utf8_valid(text)) return text;
    give_up(in);
    return STR("");
}

size_t wire_get_count(struct wire *in, size_t least)
{
    uint64_t count = wire_get(in);

    if (count <= (size_t)(in->end - in->at) / least) return (size_t)count;
    give_up(in);
    return 0;
}

uint64_t wire_get_upto(struct wire *in, uint64_t max)
{
    uint64_t number = wire_get(in);

    if (number <= max) return number;
    give_up(in);
    return 0;
}

bool wire_at_end(const struct wire *in)
{
    return !in->broken && in->at == in->end;
}
