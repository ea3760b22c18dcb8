/*
 * tsv.c - a window over a file that slides from line to line.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/tsv.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { WINDOW = TSV_LINE_MAX + 1 };

/* Reads on until a line end is in the window, or the file's end; its length without the line end. */
static enum err next_line(struct tsv *t, struct str *out, struct fault *why)
{
    size_t looked = 0;

    for (;;) {
        char *end = memchr(t->window + t->from + looked, '\n', t->to - t->from - looked);
        ssize_t got;

        if (end || (t->ended && t->to > t->from)) {
            char *stop = end ? end : t->window + t->to;
            *out = (struct str){ t->window + t->from, (size_t)(stop - (t->window + t->from)) };
            t->from = (size_t)(stop - t->window) + (end != NULL);
            if (out->len > 0 && out->at[out->len - 1] == '\r') out->len--;
            t->line++;
            return ERR_OK;
        }
        if (t->ended) return ERR_NOT_FOUND;
        looked = t->to - t->from;
        memmove(t->window, t->window + t->from, looked);
        t->from = 0;
        t->to = looked;
        if (t->to == WINDOW) return fault_at(why, ERR_TOO_LARGE, t->line + 1, "第 %zu 行过长", "line %zu is too long", t->line + 1);
        do got = read(t->file, t->window + t->to, WINDOW - t->to);
        while (got < 0 && errno == EINTR);
        if (got < 0) return fault_set(why, ERR_INVALID, "读取失败：%s", "cannot read: %s", strerror(errno));
        t->ended = got == 0;
        t->to += (size_t)got;
    }
}

enum err tsv_open(struct arena *arena, int file, const char *const *names, size_t wanted, size_t needed, struct tsv *out, struct fault *why)
{
    struct str rest, name;
    enum err err;

    *out = (struct tsv){ .file = file, .window = arena_raw(arena, WINDOW), .wanted = wanted };
    if (!out->window) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    memset(out->place, -1, sizeof out->place);
    err = next_line(out, &rest, why);
    if (err == ERR_NOT_FOUND) return fault_set(why, ERR_INVALID, "表格是空的，缺少表头", "the table is empty: it has no header");
    if (err) return err;
    if (str_starts(rest, STR("\xEF\xBB\xBF"))) rest = str_sub(rest, 3, rest.len);
    while (str_split(&rest, '\t', &name)) {
        for (size_t i = 0; i < wanted; i++)
            if (out->place[i] < 0 && str_among(str_from_c(names[i]), '|', str_trim(name))) out->place[i] = out->columns;
        out->columns++;
    }
    for (size_t i = 0; i < needed; i++)
        if (out->place[i] < 0) return fault_set(why, ERR_INVALID, "表头缺少列 %s", "the header lacks the column %s", names[i]);
    return ERR_OK;
}

enum err tsv_next(struct tsv *t, struct str *cells, struct fault *why)
{
    struct str rest, cell;
    enum err err = next_line(t, &rest, why);

    if (err) return err;
    for (size_t i = 0; i < t->wanted; i++) cells[i] = STR("");
    for (int column = 0; column < t->columns && str_split(&rest, '\t', &cell); column++)
        for (size_t i = 0; i < t->wanted; i++)
            if (t->place[i] == column) cells[i] = cell;
    return ERR_OK;
}
