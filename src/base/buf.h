/*
 * buf.h - text that grows in an arena, with a sticky error.
 *
 * After the first failure (arena limit, own limit) appends do nothing; check
 * once at the end with buf_ok.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

struct buf {
    struct arena *arena;
    char *at;
    size_t len, cap, max;   /* max 0: only the arena's limit holds */
    bool failed;
};

void buf_init(struct buf *b, struct arena *arena, size_t max);
void buf_byte(struct buf *b, char byte);
void buf_bytes(struct buf *b, const void *bytes, size_t len);
void buf_str(struct buf *b, struct str s);
void buf_text(struct buf *b, const char *text);
void buf_int(struct buf *b, int64_t value);   /* decimal; much cheaper than buf_printf */
void buf_printf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);
bool buf_ok(const struct buf *b);
struct str buf_done(const struct buf *b);   /* borrowed; STR_NONE after a failure */

#endif
