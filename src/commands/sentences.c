/*
 * sentences.c - templates filled by chance.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/sentences.h"

struct sentences { struct csv csv; };

/* The n-th row of (kind, key), counted around; STR_NONE when there is none. */
static struct str pick(const struct sentences *s, struct chance *chance, const char *kind, struct str key)
{
    size_t found = 0, want;

    for (size_t i = 0; i < s->csv.rows; i++)
        found += str_is(csv_get(&s->csv, i, "kind"), kind) && str_eq(csv_get(&s->csv, i, "key"), key);
    if (!found) return STR_NONE;
    want = chance_below(chance, found);
    for (size_t i = 0; i < s->csv.rows; i++) {
        if (!str_is(csv_get(&s->csv, i, "kind"), kind) || !str_eq(csv_get(&s->csv, i, "key"), key)) continue;
        if (want-- == 0) return csv_get(&s->csv, i, "text");
    }
    return STR_NONE;
}

/* Splits off the text before the next {word} and the word's name; false at the end. */
static bool next_place(struct str *rest, struct str *before, struct str *word)
{
    ptrdiff_t open = str_find(*rest, STR("{")), close = str_find(*rest, STR("}"));

    if (open < 0 || close < open) return false;
    *before = str_sub(*rest, 0, (size_t)open);
    *word = str_sub(*rest, (size_t)open + 1, (size_t)(close - open) - 1);
    *rest = str_sub(*rest, (size_t)close + 1, rest->len);
    return true;
}

static enum err check_row(const struct sentences *s, size_t row, struct fault *why)
{
    struct str rest = csv_get(&s->csv, row, "text"), before, word;
    struct chance any = { 1 };

    if (!rest.len) return fault_set(why, ERR_INVALID, "第 %zu 行没有文字", "row %zu has no text", row + 2);
    while (next_place(&rest, &before, &word))
        if (!pick(s, &any, "word", word).at)
            return fault_set(why, ERR_INVALID, "第 %zu 行用到的“%.*s”没有词", "row %zu uses {%.*s}, which has no words", row + 2, STR_ARG(word));
    return ERR_OK;
}

enum err sentences_load(struct arena *arena, struct str csv, struct sentences **out, struct fault *why)
{
    struct sentences *s = arena_new(arena, struct sentences);
    struct chance any = { 1 };
    enum err err;

    if (!s) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = csv_parse(arena, csv, &s->csv, why);
    for (size_t i = 0; !err && i < s->csv.rows; i++) err = check_row(s, i, why);
    if (!err && !pick(s, &any, "note", STR("any")).at)
        err = fault_set(why, ERR_INVALID, "缺少通用的意见（note,any）", "there is no general note (note,any)");
    if (err) return err;
    *out = s;
    return ERR_OK;
}

struct str sentences_report(const struct sentences *s, struct arena *arena, struct chance *chance, struct str type)
{
    struct str rest = pick(s, chance, "report", type), before, word;
    struct buf text;

    if (!rest.at) return sentences_note(s, chance, STR("any"));
    buf_init(&text, arena, 0);
    while (next_place(&rest, &before, &word)) {
        buf_str(&text, before);
        buf_str(&text, pick(s, chance, "word", word));
    }
    buf_str(&text, rest);
    return buf_done(&text);
}

struct str sentences_note(const struct sentences *s, struct chance *chance, struct str outcome)
{
    struct str note = pick(s, chance, "note", outcome);

    return note.at ? note : pick(s, chance, "note", STR("any"));
}
