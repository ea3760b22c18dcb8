/*
 * path.c - where a process has been.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/path.h"

#include <string.h>

#include "base/pack.h"

/* "+process/element" with that mark? */
static bool is_name(struct str name, char mark, struct str process, struct str element)
{
    return name.len == process.len + element.len + 2 && name.at[0] == mark && name.at[process.len + 1] == '/' &&
           memcmp(name.at + 1, process.at, process.len) == 0 && memcmp(name.at + process.len + 2, element.at, element.len) == 0;
}

void path_add(struct buf *path, char mark, struct str process, struct str element)
{
    struct str rest = buf_done(path), name;

    if (!process.len || !element.len) return;
    while (rest.len && str_split(&rest, ' ', &name))
        if (is_name(name, mark, process, element)) return;
    if (path->len) buf_byte(path, ' ');
    buf_byte(path, mark);
    buf_str(path, process);
    buf_byte(path, '/');
    buf_str(path, element);
}

struct str path_store(struct arena *arena, struct str path)
{
    struct buf out;

    if (path.len > PATH_BYTES_MAX) return STR_NONE;
    buf_init(&out, arena, 0);
    pack(&out, path);
    return buf_done(&out);
}

enum err path_read(struct arena *arena, struct str stored, struct str *out, struct fault *why)
{
    return unpack(arena, stored, PATH_BYTES_MAX, out, why);
}
