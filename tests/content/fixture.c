/*
 * fixture.c - see fixture.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "fixture.h"

enum { FILE_MAX = 4 << 20 };

struct str content_text(struct arena *arena, const char *path)
{
    struct str full = str_format(arena, "%s/%s", CONTENT, path), text = STR_NONE;
    struct fault why = { 0 };

    if (io_read(arena, full.at, FILE_MAX, &text, &why)) fail_msg("%s: %s", path, why.en);
    return text;
}

struct csv content_csv(struct arena *arena, const char *path)
{
    struct fault why = { 0 };
    struct csv csv = { 0 };

    if (csv_parse(arena, content_text(arena, path), &csv, &why)) fail_msg("%s: line %zu: %s", path, why.at, why.en);
    return csv;
}

size_t content_names(struct arena *arena, const char *folder, const char *suffix, struct str **names)
{
    struct str full = str_format(arena, "%s/%s", CONTENT, folder), end = str_from_c(suffix);
    struct fault why = { 0 };
    size_t count = 0;

    if (io_list(arena, full.at, end, names, &count, &why)) fail_msg("%s: %s", folder, why.en);
    for (size_t i = 0; i < count; i++) (*names)[i] = str_dup(arena, str_sub((*names)[i], 0, (*names)[i].len - end.len));
    return count;
}

ptrdiff_t content_row(const struct csv *csv, const char *column, struct str key)
{
    for (size_t i = 0; i < csv->rows; i++)
        if (str_eq(csv_get(csv, i, column), key)) return (ptrdiff_t)i;
    return -1;
}
