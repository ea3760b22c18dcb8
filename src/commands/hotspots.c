/*
 * hotspots.c - shao hotspots: what a stream of messages keeps coming back to.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/civil.h"
#include "base/csv.h"
#include "base/num.h"
#include "commands/content.h"
#include "commands/tsv.h"
#include "text/hot.h"
#include "text/place.h"

static const struct option_row OPTIONS[] = {
    { "--content", "DIR", "content folder: place words and weights" },
    { "--top", "N", "print at most so many (all)" },
    { 0 },
};

enum column { ID, USER, TIME, TITLE, BODY, AGAINST, LIKES, COLUMNS };
static const char *const NAMES[COLUMNS] = { "id", "user", "time", "title", "body", "against", "likes" };

/* settings.csv, hotspot.* */
static enum err read_rules(struct arena *arena, const char *folder, struct hot_rules *out, struct fault *why)
{
    const struct { const char *key; int64_t *value; } rows[] = {
#define X(field, key) { key, &out->field },
        HOT_RULE_LIST(X)
#undef X
    };
    struct str text;
    struct csv csv;
    enum err err = content_read(arena, folder, "settings.csv", &text, why);

    if (!err) err = csv_parse(arena, text, &csv, why);
    for (size_t i = 0; i < COUNT_OF(rows) && !err; i++) {
        bool found = false;
        for (size_t r = 0; r < csv.rows && !found; r++)
            found = str_is(csv_get(&csv, r, "key"), rows[i].key) && num_parse_int(csv_get(&csv, r, "value"), 0, 100000, rows[i].value) == ERR_OK;
        if (!found) err = fault_set(why, ERR_INVALID, "settings.csv 缺少 %s", "settings.csv lacks %s", rows[i].key);
    }
    return err;
}

/* "2019/7/3 12:03:51" and "2019-07-03 12:03:51", the time of day may be missing; in the civil zone. */
static bool parse_time(struct str text, int64_t *out)
{
    int64_t part[6] = { 0 };
    size_t at = 0;
    char iso[32];

    for (size_t n = 0; n < 6 && at < text.len; n++) {
        size_t from = at;
        while (at < text.len && text.at[at] >= '0' && text.at[at] <= '9') at++;
        if (num_parse_int(str_sub(text, from, at - from), 0, 9999, &part[n])) return false;
        while (at < text.len && (text.at[at] < '0' || text.at[at] > '9')) at++;
    }
    snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02d:%02d+08:00", (int)part[0] % 10000, (int)part[1] % 100, (int)part[2] % 100, (int)part[3] % 100,
             (int)part[4] % 100, (int)part[5] % 100);
    return time_parse(str_from_c(iso), out) == ERR_OK;
}

static int64_t votes_in(struct str cell)
{
    int64_t n;

    return num_parse_int(str_trim(cell), 0, 1000000000, &n) == ERR_OK ? n : 0;
}

/* Opens the table; the first walk counts words, the second gathers. */
static enum err walk(struct args *args, struct arena *room, struct hot *hot, bool learn, struct fault *why)
{
    const char *path = args->words[0];
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct str cells[COLUMNS];
    struct tsv in;
    enum err err;

    if (file < 0) return fault_set(why, ERR_NOT_FOUND, "打不开 %s：%s", "cannot open %s: %s", path, strerror(errno));
    err = tsv_open(room, file, NAMES, COLUMNS, BODY + 1, &in, why);
    while (!err && !(err = tsv_next(&in, cells, why))) {
        struct hot_message m = { .id = cells[ID], .person = cells[USER], .title = cells[TITLE], .body = cells[BODY],
                                 .votes = votes_in(cells[AGAINST]) + votes_in(cells[LIKES]) };
        if (learn)
            err = hot_learn(hot, m.title, m.body) ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        else if (!parse_time(str_trim(cells[TIME]), &m.at_ms))
            err = fault_at(why, ERR_INVALID, in.line, "第 %zu 行的时间有误", "line %zu has no time such as 2026-01-02 03:04:05", in.line);
        else
            err = hot_add(hot, &m, why);
    }
    close(file);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static void print_spots(const struct hot_spot *spots, size_t count)
{
    printf("rank\tsize\tfirst\tlast\tplace\tsubject\tids\n");
    for (size_t i = 0; i < count; i++) {
        const struct hot_spot *s = &spots[i];
        char first[32], last[32];

        time_print(s->first_ms, first);
        time_print(s->last_ms, last);
        printf("%zu\t%zu\t%.10s %.8s\t%.10s %.8s\t%.*s\t%.*s\t", i + 1, s->size, first, first + 11, last, last + 11, STR_ARG(s->place), STR_ARG(s->subject));
        for (size_t k = 0; k < s->size; k++) printf("%s%.*s", k ? "," : "", STR_ARG(s->ids[k]));
        putchar('\n');
    }
}

static int run(struct args *args)
{
    struct arena *room = arena_open((size_t)4 << 30);
    struct hot_rules rules;
    struct place_words *words = NULL;
    struct hot *hot = NULL;
    struct hot_spot *spots = NULL;
    struct fault why = { 0 };
    struct str text;
    size_t count = 0;
    int64_t top = 0;
    enum err err = args_int(args, "--top", 1, 1000000, 1000000, &top, &why);

    if (!err && !room) err = fault_set(&why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (!err) err = read_rules(room, content_folder(args), &rules, &why);
    if (!err) err = content_read(room, content_folder(args), "catalogues/place_words.csv", &text, &why);
    if (!err) err = place_words_load(room, text, &words, &why);
    if (!err && !(hot = hot_new(room, &rules, words))) err = fault_set(&why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (!err) err = walk(args, room, hot, true, &why);
    if (!err) err = walk(args, room, hot, false, &why);
    if (!err && !hot_settle(hot)) err = fault_set(&why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (!err) err = hot_rank(hot, room, &spots, &count, &why);
    if (!err) print_spots(spots, count < (size_t)top ? count : (size_t)top);
    arena_close(room);
    return err ? command_fail(&why) : 0;
}

const struct subcommand HOTSPOTS_COMMAND = {
    .name = "hotspots", .usage = "hotspots FILE.tsv [--top N]", .about = "what a stream of messages keeps coming back to, by place and subject",
    .options = OPTIONS, .words_min = 1, .words_max = 1, .run = run,
};
