/*
 * decided.c - see decided.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/decided.h"

#include "base/num.h"

struct str decided_write(struct arena *arena, const struct decided *made, size_t count)
{
    struct buf buf;

    buf_init(&buf, arena, 0);
    for (size_t i = 0; i < count; i++) {
        buf_str(&buf, made[i].decision);
        buf_byte(&buf, '\t');
        buf_int(&buf, made[i].release);
        buf_byte(&buf, '\t');
        buf_str(&buf, made[i].more);
        buf_byte(&buf, '\t');
        buf_str(&buf, made[i].result);
        buf_byte(&buf, '\t');
        buf_str(&buf, made[i].matches);
        buf_byte(&buf, '\n');
    }
    return buf_done(&buf);
}

/* Two objects without a common name as one. */
static struct str joined(struct arena *arena, struct str shared, struct str more)
{
    struct buf buf;

    if (more.len <= 2) return shared;   /* {} */
    if (shared.len <= 2) return more;
    buf_init(&buf, arena, 0);
    buf_str(&buf, str_sub(shared, 0, shared.len - 1));
    buf_byte(&buf, ',');
    buf_str(&buf, str_sub(more, 1, more.len));
    return buf_done(&buf);
}

bool decided_next(struct arena *arena, struct str shared, struct str *lines, struct decided *out, struct str *inputs)
{
    struct str line, release;

    *out = (struct decided){ 0 };
    if (!str_split(lines, '\n', &line) || !line.len) return false;
    (void)str_split(&line, '\t', &out->decision);
    (void)str_split(&line, '\t', &release);
    if (num_parse_int(release, 0, INT64_MAX, &out->release)) out->release = 0;
    (void)str_split(&line, '\t', &out->more);
    (void)str_split(&line, '\t', &out->result);
    out->matches = line.len ? line : STR("[]");
    if (!out->result.len) out->result = STR("null");
    *inputs = joined(arena, shared, out->more);
    return true;
}
