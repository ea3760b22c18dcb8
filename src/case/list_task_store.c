/*
 * list_task_store.c - worklists: one range of task_desk or task_mine a desk,
 * merged by due time.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdlib.h>

#include "case/list.h"
#include "case/search.h"
#include "text/text.h"

#define I STORE_INT
#define T STORE_TEXT

#define VIEW_COLUMNS                                                                                             \
    "t.id, t.case_id, t.process, t.element, t.name, t.stage, t.role, t.place_id, t.assignee, t.opened_at, "      \
    "t.due_at, t.due_limit, t.urged, t.escalated, t.version, c.number, c.item, c.text, c.address, c.street_id, " \
    "c.community_id, c.grid_id, c.unit_id, c.urgency, c.version, c.supervise, c.lon_e6, c.lat_e6, "              \
    "c.provisional, c.clock_limit, c.clock_start, COALESCE(a.name, ''), t.sign, "               \
    "CASE WHEN g.case_id IS NULL OR c.staff_chose = 1 OR c.dispatched_at IS NOT NULL THEN 0 ELSE 1 END"
#define VIEW_TYPES I, I, T, T, T, T, T, I, I, I, I, T, I, I, I, T, T, T, T, I, I, I, I, I, I, I, I, I, I, T, I, T, T, I
#define VIEW_TABLES " FROM task t JOIN case_record c ON c.id = t.case_id LEFT JOIN account a ON a.id = t.assignee " \
    "LEFT JOIN type_guess g ON g.case_id = t.case_id AND g.sure = 0 "

QUERY(TASKS_OF_DESK) = {
    .name = "tasks_of_desk",
    .sql = "SELECT " VIEW_COLUMNS VIEW_TABLES
           "WHERE t.state = 0 AND t.place_id = $1 AND t.role = $2 AND (t.due_at, t.id) > ($3, $4) AND t.due_at < $5 "
           "ORDER BY t.due_at, t.id LIMIT $6",
    .takes = { I, T, I, I, I, I },
    .gives = { VIEW_TYPES },
};
QUERY(TASKS_OF_PERSON) = {
    .name = "tasks_of_person",
    .sql = "SELECT " VIEW_COLUMNS VIEW_TABLES
           "WHERE t.state = 0 AND t.assignee = $1 AND (t.due_at, t.id) > ($2, $3) AND t.due_at < $4 "
           "ORDER BY t.due_at, t.id LIMIT $5",
    .takes = { I, I, I, I, I },
    .gives = { VIEW_TYPES },
};
QUERY(TASKS_OF_CASE) = {
    .name = "tasks_of_case",
    .sql = "SELECT " VIEW_COLUMNS VIEW_TABLES
           "WHERE t.case_id = $1 AND t.state = 0 ORDER BY t.id",
    .takes = { I },
    .gives = { VIEW_TYPES },
};
QUERY(DESK_COUNTS) = {
    .name = "desk_counts",
    .sql = "SELECT stage, count(*), sum(CASE WHEN due_at < $3 THEN 1 ELSE 0 END), sum(CASE WHEN due_at < $4 THEN 1 ELSE 0 END) "
           "FROM task WHERE state = 0 AND place_id = $1 AND role = $2 GROUP BY stage ORDER BY stage",
    .takes = { I, T, I, I },
    .gives = { T, I, I, I },
};

#undef I
#undef T

static enum err views(struct arena *arena, const struct rows *rows, struct task_view **out, struct fault *why)
{
    struct task_view *list = arena_array(arena, struct task_view, rows->count + 1);

    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < rows->count; i++)
        list[i] = (struct task_view){
            .id = row_int(rows, i, 0), .case_id = row_int(rows, i, 1), .process = row_str(rows, i, 2),
            .element = row_str(rows, i, 3), .name = row_str(rows, i, 4), .stage = row_str(rows, i, 5),
            .role = row_str(rows, i, 6), .place_id = row_int(rows, i, 7), .assignee = row_int(rows, i, 8),
            .opened_at = row_int(rows, i, 9), .due_at = row_int(rows, i, 10), .due_limit = row_str(rows, i, 11),
            .urged = row_int(rows, i, 12), .escalated = row_int(rows, i, 13), .version = row_int(rows, i, 14),
            .number = row_str(rows, i, 15), .item = row_str(rows, i, 16), .text = row_str(rows, i, 17),
            .address = row_str(rows, i, 18), .street_id = row_int(rows, i, 19), .community_id = row_int(rows, i, 20),
            .grid_id = row_int(rows, i, 21), .unit_id = row_int(rows, i, 22), .urgency = row_int(rows, i, 23),
            .case_version = row_int(rows, i, 24), .supervise = row_int(rows, i, 25),
            .lon_e6 = (int32_t)row_int(rows, i, 26), .lat_e6 = (int32_t)row_int(rows, i, 27),
            .provisional = row_int(rows, i, 28) != 0, .clock_limit = row_str(rows, i, 29), .clock_start = row_int(rows, i, 30), .assignee_name = row_str(rows, i, 31), .sign = row_str(rows, i, 32),
            .unsure = row_int(rows, i, 33) != 0,
        };
    *out = list;
    return ERR_OK;
}

static int by_due(const void *a, const void *b)
{
    const struct task_view *x = a, *y = b;

    if (x->due_at != y->due_at) return x->due_at < y->due_at ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

enum { SCAN_ROUNDS = 100, SCAN_ROWS = 200, DESKS_MAX = 256 };

/* The words as search knows them (text_query), or a piece of the number. */
static bool has_words(struct arena *arena, const struct task_view *view, const struct task_filter *filter)
{
    const struct case_record record = { .text = view->text, .address = view->address, .item = view->item };

    if (!filter->words.len || str_find(view->number, filter->words) >= 0) return true;
    return search_has(arena, filter->world, &record, text_query(arena, filter->words));
}

static bool passes(const struct task_view *view, const struct task_filter *filter)
{
    return (!filter->stage.len || str_eq(view->stage, filter->stage)) && (!filter->item.len || str_eq(view->item, filter->item)) &&
           (!filter->step.len || world_stage_in(filter->world, view->stage, filter->step)) && (!filter->urgency_max || view->urgency <= filter->urgency_max);
}

/* Up to `limit` tasks after the cursor. */
struct piece { int64_t due, id, limit; };

/* One source of tasks: a desk, or the person when desk is NULL. */
static enum err read_source(struct db *db, struct arena *arena, const struct user *user, const struct desk *desk,
                            const struct task_filter *filter, const struct piece *p, struct rows *rows, struct fault *why)
{
    int64_t until = filter->due_before ? filter->due_before : INT64_MAX;

    if (!desk)
        return store_all(db, arena, &TASKS_OF_PERSON,
                         ARGS(arg_int(user->account_id), arg_int(p->due), arg_int(p->id), arg_int(until), arg_int(p->limit)), rows, why);
    return store_all(db, arena, &TASKS_OF_DESK,
                     ARGS(arg_int(desk->place_id), arg_text(desk->role), arg_int(p->due), arg_int(p->id), arg_int(until), arg_int(p->limit)),
                     rows, why);
}

/* Reads on in one source until a page of fitting tasks is together; where few fit, in larger pieces. */
static enum err fill_source(struct db *db, struct arena *arena, const struct user *user, const struct desk *desk,
                            const struct task_filter *filter, struct task_view *kept, size_t *count, struct fault *why)
{
    struct piece piece = { filter->after_due, filter->after_id, filter->limit + 1 };

    if (piece.due < filter->due_from) piece = (struct piece){ filter->due_from - 1, INT64_MAX, filter->limit + 1 };
    if ((filter->stage.len || filter->item.len || filter->words.len || filter->step.len || filter->urgency_max) && piece.limit < SCAN_ROWS) piece.limit = SCAN_ROWS;
    *count = 0;
    for (int round = 0; round < SCAN_ROUNDS; round++) {
        struct rows rows;
        struct task_view *page;
        enum err err = read_source(db, arena, user, desk, filter, &piece, &rows, why);
        if (!err) err = views(arena, &rows, &page, why);
        if (err) return err;
        for (size_t i = 0; i < rows.count && *count <= (size_t)filter->limit; i++)
            if (passes(&page[i], filter) && has_words(arena, &page[i], filter)) kept[(*count)++] = page[i];
        if (rows.count < (size_t)piece.limit || *count > (size_t)filter->limit) return ERR_OK;
        piece.due = page[rows.count - 1].due_at;
        piece.id = page[rows.count - 1].id;
    }
    return fault_set(why, ERR_TOO_LARGE, "待办太多，无法筛选，请去掉筛选条件", "too many tasks to look through; drop the filter");
}

enum err list_tasks(struct db *db, struct arena *arena, const struct user *user, const struct task_filter *filter,
                    struct task_view **out, size_t *count, bool *more, struct fault *why)
{
    size_t desks = filter->mine ? 0 : user->desk_count < DESKS_MAX ? user->desk_count : DESKS_MAX, total = 0, kept = 0;
    struct task_view *all = arena_array(arena, struct task_view, (desks + 1) * ((size_t)filter->limit + 2));

    if (!all) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i <= desks; i++) {
        size_t found;
        enum err err = fill_source(db, arena, user, i < desks ? &user->desks[i] : NULL, filter, all + total, &found, why);
        if (err) return err;
        total += found;
    }
    qsort(all, total, sizeof *all, by_due);
    for (size_t i = 0; i < total; i++)
        if (!kept || all[kept - 1].id != all[i].id) all[kept++] = all[i];   /* mine and my desk's: once */
    *more = kept > (size_t)filter->limit;
    *count = *more ? (size_t)filter->limit : kept;
    *out = all;
    return ERR_OK;
}

enum err list_case_tasks(struct db *db, struct arena *arena, int64_t case_id, struct task_view **out, size_t *count, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &TASKS_OF_CASE, ARGS(arg_int(case_id)), &rows, why);

    if (err) return err;
    *count = rows.count;
    return views(arena, &rows, out, why);
}

enum err list_task_counts(struct db *db, struct arena *arena, const struct user *user, int64_t now_ms, int64_t soon_ms,
                          struct stage_count **out, size_t *count, struct fault *why)
{
    enum { STAGES_MAX = 64 };
    struct stage_count *list = arena_array(arena, struct stage_count, STAGES_MAX);
    size_t kept = 0;

    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t d = 0; d < user->desk_count && d < DESKS_MAX; d++) {
        struct rows rows;
        enum err err = store_all(db, arena, &DESK_COUNTS,
                                 ARGS(arg_int(user->desks[d].place_id), arg_text(user->desks[d].role), arg_int(now_ms), arg_int(soon_ms)),
                                 &rows, why);
        if (err) return err;
        for (size_t i = 0; i < rows.count; i++) {
            size_t k = 0;
            while (k < kept && !str_eq(list[k].stage, row_str(&rows, i, 0))) k++;
            if (k == STAGES_MAX) continue;
            if (k == kept) list[kept++].stage = row_str(&rows, i, 0);
            list[k].count += row_int(&rows, i, 1);
            list[k].overdue += row_int(&rows, i, 2);
            list[k].soon += row_int(&rows, i, 3);
        }
    }
    *out = list;
    *count = kept;
    return ERR_OK;
}
