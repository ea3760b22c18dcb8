/*
 * builtin_pattern.c - matches, replace, split: by regular expression (DMN 1.5, table 74).
 *
 * A match may take a bounded time only, so that no pattern can hold a worker.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/builtin.h"
#include "feel/pattern.h"

#include <string.h>
#include <unicode/uregex.h>
#include <unicode/ustring.h>

/* ICU's unit: about a millisecond.  Each counts as steps, so that many slow matches are bounded together. */
enum { MATCH_TIME_MAX = 200, STEPS_A_TICK = 2000 };

struct utf16 { UChar *at; int32_t len; };

static bool to_utf16(struct arena *arena, struct str text, struct utf16 *out)
{
    UErrorCode status = U_ZERO_ERROR;

    if (text.len > INT32_MAX / 4) return false;
    out->at = arena_array(arena, UChar, text.len + 1);
    if (!out->at) return false;
    u_strFromUTF8(out->at, (int32_t)text.len + 1, &out->len, text.at, (int32_t)text.len, &status);
    return U_SUCCESS(status);
}

static struct str from_utf16(struct arena *arena, const UChar *at, int32_t len)
{
    UErrorCode status = U_ZERO_ERROR;
    char *out = arena_alloc(arena, (size_t)len * 3 + 1);
    int32_t bytes = 0;

    if (!out) return STR_NONE;
    u_strToUTF8(out, len * 3 + 1, &bytes, at, len, &status);
    return U_SUCCESS(status) ? (struct str){ out, (size_t)bytes } : STR_NONE;
}

static uint32_t icu_flags(unsigned flags)
{
    return (flags & PATTERN_MULTILINE ? UREGEX_MULTILINE : 0u) | (flags & PATTERN_DOT_ALL ? UREGEX_DOTALL : 0u) |
           (flags & PATTERN_CASELESS ? UREGEX_CASE_INSENSITIVE : 0u);
}

static UBool U_CALLCONV tick(const void *context, int32_t steps)
{
    struct feel_run *run = (struct feel_run *)(uintptr_t)context;

    (void)steps;
    run->steps += STEPS_A_TICK;
    return run->steps <= FEEL_STEPS_MAX;
}

/* The pattern in slot 1 (flags in slot `flags_at`, 0: none) set on `text`; NULL and a note when it is wrong. */
static URegularExpression *open_pattern(struct feel_run *run, const struct feel_value *const *args, size_t flags_at, const struct utf16 *text)
{
    UErrorCode status = U_ZERO_ERROR;
    struct str pattern, flag_text = STR("");
    struct utf16 wide;
    unsigned flags;
    URegularExpression *regex = NULL;

    if (!feel_arg_string(run, args, 1, &pattern)) return NULL;
    if (flags_at && !feel_arg_none(args, flags_at) && !feel_arg_string(run, args, flags_at, &flag_text)) return NULL;
    if (!pattern_flags(flag_text, &flags)) {
        feel_arg_unfit(run, flags_at, "s、m、i、x 的组合", "made of s, m, i and x");
        return NULL;
    }
    pattern = pattern_translate(run->arena, pattern, flags);
    if (pattern.at && to_utf16(run->arena, pattern, &wide)) regex = uregex_open(wide.at, wide.len, icu_flags(flags), NULL, &status);
    if (regex) {
        uregex_setText(regex, text->at, text->len, &status);
        uregex_setTimeLimit(regex, MATCH_TIME_MAX, &status);
        uregex_setMatchCallback(regex, tick, run, &status);
    }
    if (regex && U_SUCCESS(status)) return regex;
    uregex_close(regex);
    feel_arg_unfit(run, 1, "正确的正则表达式", "a well-formed regular expression");
    return NULL;
}

/* The text in slot 0, both ways. */
static bool text_arg(struct feel_run *run, const struct feel_value *const *args, struct str *text, struct utf16 *wide)
{
    if (!feel_arg_string(run, args, 0, text)) return false;
    if (to_utf16(run->arena, *text, wide)) return true;
    feel_make_string(run, STR_NONE);
    return false;
}

static const struct feel_value *too_slow(struct feel_run *run)
{
    return feel_note(run, run->at, "正则表达式匹配时间过长", "matching the regular expression takes too long");
}

static const struct feel_value *fn_matches(struct feel_run *run, const struct feel_value *const *args)
{
    UErrorCode status = U_ZERO_ERROR;
    struct str text;
    struct utf16 wide;
    URegularExpression *regex;
    bool found;

    if (!text_arg(run, args, &text, &wide)) return &FEEL_NULL_VALUE;
    regex = open_pattern(run, args, 2, &wide);
    if (!regex) return &FEEL_NULL_VALUE;
    found = uregex_find(regex, 0, &status);
    uregex_close(regex);
    return U_SUCCESS(status) ? feel_boolean(found) : too_slow(run);
}

/* ── replace ───────────────────────────────────────────────────────────── */

static void add_group(struct buf *out, URegularExpression *regex, int32_t group, const struct utf16 *text)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t start = uregex_start(regex, group, &status), end = uregex_end(regex, group, &status);

    if (U_SUCCESS(status) && start >= 0) buf_str(out, from_utf16(out->arena, text->at + start, end - start));
}

/* The group number at `*i` of the replacement: as many digits as name a group there is. */
static int32_t group_number(struct str by, size_t *i, int32_t groups)
{
    int32_t group = by.at[*i] - '0';

    ++*i;
    while (*i < by.len && by.at[*i] >= '0' && by.at[*i] <= '9' && group * 10 + (by.at[*i] - '0') <= groups) {
        group = group * 10 + (by.at[*i] - '0');
        ++*i;
    }
    return group;
}

/* The replacement with $n and escapes resolved; false when it is not well formed. */
static bool add_replacement(struct buf *out, URegularExpression *regex, const struct utf16 *text, struct str by)
{
    UErrorCode status = U_ZERO_ERROR;
    int32_t groups = uregex_groupCount(regex, &status);

    for (size_t i = 0; i < by.len;) {
        if (by.at[i] == '$') {
            i++;
            if (i >= by.len || by.at[i] < '0' || by.at[i] > '9') return false;
            int32_t group = group_number(by, &i, groups);
            if (group <= groups) add_group(out, regex, group, text);
        } else if (by.at[i] == '\\') {
            i++;
            if (i >= by.len || (by.at[i] != '\\' && by.at[i] != '$')) return false;
            buf_byte(out, by.at[i++]);
        } else {
            buf_byte(out, by.at[i++]);
        }
    }
    return true;
}

/* All matches replaced; STR_NONE when the replacement is wrong or a match is empty (as XPath has it). */
static struct str replace_all(struct feel_run *run, URegularExpression *regex, const struct utf16 *text, struct str by, UErrorCode *status)
{
    struct buf out;
    int32_t from = 0;

    buf_init(&out, run->arena, 0);
    buf_text(&out, "");
    while (uregex_findNext(regex, status) && buf_ok(&out)) {
        int32_t start = uregex_start(regex, 0, status), end = uregex_end(regex, 0, status);
        if (start == end) return STR_NONE;
        buf_str(&out, from_utf16(run->arena, text->at + from, start - from));
        if (!add_replacement(&out, regex, text, by)) return STR_NONE;
        from = end;
    }
    buf_str(&out, from_utf16(run->arena, text->at + from, text->len - from));
    return buf_ok(&out) && out.len == 0 ? STR("") : buf_done(&out);
}

static const struct feel_value *fn_replace(struct feel_run *run, const struct feel_value *const *args)
{
    UErrorCode status = U_ZERO_ERROR;
    struct str text, by, result;
    struct utf16 wide;
    URegularExpression *regex;

    if (!text_arg(run, args, &text, &wide) || !feel_arg_string(run, args, 2, &by)) return &FEEL_NULL_VALUE;
    regex = open_pattern(run, args, 3, &wide);
    if (!regex) return &FEEL_NULL_VALUE;
    result = replace_all(run, regex, &wide, by, &status);
    uregex_close(regex);
    if (U_FAILURE(status)) return too_slow(run);
    return result.at ? feel_make_string(run, result) : feel_arg_unfit(run, 2, "正确的替换文字", "a well-formed replacement");
}

/* ── split ─────────────────────────────────────────────────────────────── */

static const struct feel_value *fn_split(struct feel_run *run, const struct feel_value *const *args)
{
    UErrorCode status = U_ZERO_ERROR;
    struct str text;
    struct utf16 wide;
    struct feel_items items = { 0 };
    URegularExpression *regex;
    int32_t from = 0;

    if (!text_arg(run, args, &text, &wide)) return &FEEL_NULL_VALUE;
    if (args[1]->type == FEEL_STRING && args[1]->string.len == 0) return feel_arg_unfit(run, 1, "不为空的分隔符", "a delimiter that is not empty");
    regex = open_pattern(run, args, 0, &wide);
    if (!regex) return &FEEL_NULL_VALUE;
    while (uregex_findNext(regex, &status) && !run->stopped) {
        int32_t start = uregex_start(regex, 0, &status), end = uregex_end(regex, 0, &status);
        if (start == end) continue;
        feel_items_add(run, &items, feel_make_string(run, from_utf16(run->arena, wide.at + from, start - from)));
        from = end;
    }
    uregex_close(regex);
    if (U_FAILURE(status)) return too_slow(run);
    feel_items_add(run, &items, feel_make_string(run, from_utf16(run->arena, wide.at + from, wide.len - from)));
    return feel_make_items(run, &items);
}

static const struct builtin ROWS[] = {
    { "matches", "input,pattern,flags", 2, 3, fn_matches },
    { "replace", "input,pattern,replacement,flags", 3, 4, fn_replace },
    { "split", "string,delimiter", 2, 2, fn_split },
};

const struct builtin_table BUILTIN_PATTERNS = { ROWS, COUNT_OF(ROWS) };
