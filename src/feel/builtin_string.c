/*
 * builtin_string.c - texts, by code point (DMN 1.5, table 74).
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/builtin.h"

#include <string.h>
#include <unicode/ucasemap.h>

/* The byte offset of code point `n` (0-based); text.len when it has fewer. */
static size_t offset_of(struct str text, int64_t n)
{
    size_t at = 0;
    while (n-- > 0 && at < text.len) utf8_next(text, &at);
    return at;
}

static const struct feel_value *fn_substring(struct feel_run *run, const struct feel_value *const *args)
{
    struct str text;
    int64_t start, length, count, most;
    size_t from;

    if (!feel_arg_string(run, args, 0, &text) || !feel_arg_int(run, args, 1, &start)) return &FEEL_NULL_VALUE;
    count = (int64_t)utf8_length(text);
    if (start == 0 || start > count || start < -count) return feel_arg_unfit(run, 1, "文字中的位置", "a position in the text");
    length = most = start > 0 ? count - start + 1 : -start;
    if (!feel_arg_none(args, 2) && !feel_arg_int(run, args, 2, &length)) return &FEEL_NULL_VALUE;
    if (length < 1) return feel_arg_unfit(run, 2, "大于 0 的长度", "a length above 0");
    if (length > most) length = most;
    from = offset_of(text, start > 0 ? start - 1 : count + start);
    text = str_sub(text, from, text.len);
    return feel_make_string(run, str_sub(text, 0, offset_of(text, length)));
}

static const struct feel_value *fn_string_length(struct feel_run *run, const struct feel_value *const *args)
{
    struct str text;

    if (!feel_arg_string(run, args, 0, &text)) return &FEEL_NULL_VALUE;
    return feel_make_integer(run, (int64_t)utf8_length(text));
}

typedef int32_t (*case_fn)(const UCaseMap *map, char *dest, int32_t dest_size, const char *src, int32_t src_len, UErrorCode *status);

static const struct feel_value *change_case(struct feel_run *run, const struct feel_value *const *args, case_fn change)
{
    struct str text;
    UErrorCode status = U_ZERO_ERROR;
    UCaseMap *map;
    char *out;
    int32_t len = 0, room;

    if (!feel_arg_string(run, args, 0, &text)) return &FEEL_NULL_VALUE;
    if (text.len > INT32_MAX / 4) return feel_arg_unfit(run, 0, "较短的文字", "a shorter text");
    room = (int32_t)text.len * 3 + 1;           /* one letter becomes at most three times as long */
    out = arena_alloc(run->arena, (size_t)room);
    map = out ? ucasemap_open("", 0, &status) : NULL;
    if (map) len = change(map, out, room, text.at, (int32_t)text.len, &status);
    ucasemap_close(map);
    return feel_make_string(run, map && U_SUCCESS(status) ? (struct str){ out, (size_t)len } : STR_NONE);
}

static const struct feel_value *fn_upper_case(struct feel_run *run, const struct feel_value *const *args)
{
    return change_case(run, args, ucasemap_utf8ToUpper);
}

static const struct feel_value *fn_lower_case(struct feel_run *run, const struct feel_value *const *args)
{
    return change_case(run, args, ucasemap_utf8ToLower);
}

static bool two_texts(struct feel_run *run, const struct feel_value *const *args, struct str *text, struct str *match)
{
    return feel_arg_string(run, args, 0, text) && feel_arg_string(run, args, 1, match);
}

static const struct feel_value *fn_substring_before(struct feel_run *run, const struct feel_value *const *args)
{
    struct str text, match;
    ptrdiff_t at;

    if (!two_texts(run, args, &text, &match)) return &FEEL_NULL_VALUE;
    at = str_find(text, match);
    return feel_make_string(run, str_sub(text, 0, at < 0 ? 0 : (size_t)at));
}

static const struct feel_value *fn_substring_after(struct feel_run *run, const struct feel_value *const *args)
{
    struct str text, match;
    ptrdiff_t at;

    if (!two_texts(run, args, &text, &match)) return &FEEL_NULL_VALUE;
    at = str_find(text, match);
    return feel_make_string(run, at < 0 ? STR("") : str_sub(text, (size_t)at + match.len, text.len));
}

static const struct feel_value *fn_contains(struct feel_run *run, const struct feel_value *const *args)
{
    struct str text, match;

    if (!two_texts(run, args, &text, &match)) return &FEEL_NULL_VALUE;
    return feel_boolean(str_find(text, match) >= 0);
}

static const struct feel_value *fn_starts_with(struct feel_run *run, const struct feel_value *const *args)
{
    struct str text, match;

    if (!two_texts(run, args, &text, &match)) return &FEEL_NULL_VALUE;
    return feel_boolean(str_starts(text, match));
}

static const struct feel_value *fn_ends_with(struct feel_run *run, const struct feel_value *const *args)
{
    struct str text, match;

    if (!two_texts(run, args, &text, &match)) return &FEEL_NULL_VALUE;
    return feel_boolean(str_ends(text, match));
}

static const struct feel_value *fn_string_join(struct feel_run *run, const struct feel_value *const *args)
{
    struct feel_list list;
    struct str delimiter = STR("");
    struct buf out;
    bool first = true;

    if (!feel_arg_list(run, args, 0, &list)) return &FEEL_NULL_VALUE;
    if (!feel_arg_none(args, 1) && !feel_arg_string(run, args, 1, &delimiter)) return &FEEL_NULL_VALUE;
    buf_init(&out, run->arena, 0);
    for (size_t i = 0; i < list.count; i++) {
        if (list.items[i].type == FEEL_NULL) continue;
        if (list.items[i].type != FEEL_STRING) return feel_arg_unfit(run, 0, "文字的列表", "a list of strings");
        if (!first) buf_str(&out, delimiter);
        buf_str(&out, list.items[i].string);
        first = false;
    }
    return feel_make_string(run, first ? STR("") : buf_done(&out));
}

static const struct builtin ROWS[] = {
    { "substring", "string,start position,length", 2, 3, fn_substring },
    { "string length", "string", 1, 1, fn_string_length },
    { "upper case", "string", 1, 1, fn_upper_case },
    { "lower case", "string", 1, 1, fn_lower_case },
    { "substring before", "string,match", 2, 2, fn_substring_before },
    { "substring after", "string,match", 2, 2, fn_substring_after },
    { "contains", "string,match", 2, 2, fn_contains },
    { "starts with", "string,match", 2, 2, fn_starts_with },
    { "ends with", "string,match", 2, 2, fn_ends_with },
    { "string join", "list,delimiter", 1, 2, fn_string_join },
};

const struct builtin_table BUILTIN_STRINGS = { ROWS, COUNT_OF(ROWS) };
