/*
 * pack.c - runs of bytes and copies of earlier ones.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/pack.h"

#include <string.h>

#include "base/wire.h"

enum { COPY_MIN = 4, HALF = 4, FULL = 15, TABLE_BITS = 11 };

static uint32_t four(const char *at)
{
    uint32_t bytes;

    memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

static size_t slot_of(uint32_t bytes)
{
    return (bytes * UINT32_C(2654435761)) >> (32 - TABLE_BITS);
}

/* `plain` bytes as they are, then `copied` (0: none, the end) from `distance` before. */
static void put_run(struct buf *out, const char *plain, size_t plain_count, size_t copied, size_t distance)
{
    size_t more = copied ? copied - COPY_MIN : 0;
    size_t low = plain_count < FULL ? plain_count : FULL, high = more < FULL ? more : FULL;

    buf_byte(out, (char)(low | high << HALF));
    if (low == FULL) wire_put(out, plain_count - FULL);
    buf_bytes(out, plain, plain_count);
    if (!copied) return;
    wire_put(out, distance);
    if (high == FULL) wire_put(out, more - FULL);
}

void pack(struct buf *out, struct str bytes)
{
    uint32_t last[1 << TABLE_BITS] = { 0 };         /* one behind where these four bytes stood last; 0: nowhere */
    size_t at = 0, from = 0;

    wire_put(out, bytes.len);
    while (bytes.len < UINT32_MAX && at + COPY_MIN <= bytes.len) {
        uint32_t now = four(bytes.at + at), *slot = &last[slot_of(now)];
        size_t seen = *slot, count = COPY_MIN;

        *slot = (uint32_t)at + 1;
        if (!seen || four(bytes.at + seen - 1) != now) {
            at++;
            continue;
        }
        while (at + count < bytes.len && bytes.at[seen - 1 + count] == bytes.at[at + count]) count++;
        put_run(out, bytes.at + from, at - from, count, at - (seen - 1));
        at += count;
        from = at;
    }
    if (from < bytes.len) put_run(out, bytes.at + from, bytes.len - from, 0, 0);
}

static enum err damaged(struct fault *why)
{
    return fault_set(why, ERR_INVALID, "压缩的数据已损坏", "the packed data is damaged");
}

/* One run into out[done…size); how many bytes came, 0: broken. */
static size_t get_run(struct wire *in, char *out, size_t done, size_t size)
{
    unsigned char lengths = wire_get_byte(in);
    size_t plain = lengths & FULL, copied = lengths >> HALF, room = size - done, distance;
    struct str bytes;

    if (plain == FULL) plain += wire_get_upto(in, room);
    bytes = wire_get_bytes(in, plain);
    if (in->broken || plain > room) return 0;
    if (plain) memcpy(out + done, bytes.at, plain);
    if (plain == room) return copied ? 0 : plain;
    done += plain;
    room -= plain;
    distance = wire_get_upto(in, done);
    if (copied == FULL) copied += wire_get_upto(in, room);
    copied += COPY_MIN;
    if (in->broken || distance == 0 || copied > room) return 0;
    if (distance >= copied) memcpy(out + done, out + done - distance, copied);
    else
        for (size_t i = 0; i < copied; i++) out[done + i] = out[done + i - distance];
    return plain + copied;
}

enum err unpack(struct arena *arena, struct str packed, size_t max, struct str *out, struct fault *why)
{
    struct wire in = wire_of(packed);
    uint64_t size = wire_get(&in);
    size_t done = 0, came;
    char *bytes;

    if (in.broken) return damaged(why);
    if (size > max) return fault_set(why, ERR_TOO_LARGE, "压缩的数据展开后过大", "the packed data is too large");
    bytes = arena_raw(arena, (size_t)size + 1);
    if (!bytes) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    while (done < size) {
        came = get_run(&in, bytes, done, (size_t)size);
        if (!came) return damaged(why);
        done += came;
    }
    if (!wire_at_end(&in)) return damaged(why);
    bytes[size] = '\0';
    *out = (struct str){ bytes, (size_t)size };
    return ERR_OK;
}
