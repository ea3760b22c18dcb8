/*
 * job_list_store.c - the jobs of outside workers as an administrator sees them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/job.h"

#define I STORE_INT
#define T STORE_TEXT

/* The cursor first: the job's id, of failed ones their incident's. */
#define LINE_COLUMNS                                                                                                             \
    ", j.id, j.case_id, j.retries, j.ready_at, j.lock_until, j.created_at, c.number, c.item, c.stage, j.process, j.element, "    \
    "j.type, j.worker, j.error, c.community_id, c.street_id "
#define LINE_GIVES I, I, I, I, I, I, I, T, T, T, T, T, T, T, T, I, I
#define OPEN_JOBS "SELECT j.id" LINE_COLUMNS "FROM job j JOIN case_record c ON c.id = j.case_id WHERE j.state <= 1 AND j.state = $3 AND j.id > $1 "
#define PAGE "ORDER BY j.id LIMIT $2"
/* Of each stuck activity the last job, when it was given up. */
#define GIVEN_UP                                                                                                                 \
    "FROM incident i JOIN job j ON j.case_id = i.case_id AND j.activity = i.activity JOIN case_record c ON c.id = j.case_id "    \
    "WHERE i.solved_at IS NULL AND i.id > $1 AND j.state = 3 AND j.id = (SELECT MAX(k.id) FROM job k WHERE k.case_id = i.case_id AND k.activity = i.activity) "

QUERY(JOBS_OPEN) = {
    .name = "jobs_open",
    .sql = OPEN_JOBS PAGE,
    .takes = { I, I, I },
    .gives = { LINE_GIVES },
};
QUERY(JOBS_OPEN_OF_TYPE) = {
    .name = "jobs_open_of_type",
    .sql = OPEN_JOBS "AND j.type = $4 " PAGE,
    .takes = { I, I, I, T },
    .gives = { LINE_GIVES },
};
QUERY(JOBS_GIVEN_UP) = {
    .name = "jobs_given_up",
    .sql = "SELECT i.id" LINE_COLUMNS GIVEN_UP "ORDER BY i.id LIMIT $2",
    .takes = { I, I },
    .gives = { LINE_GIVES },
};
QUERY(JOB_FIGURES) = {
    .name = "job_figures",
    .sql = "SELECT j.type, j.state, c.community_id, c.street_id, COUNT(*) FROM job j JOIN case_record c ON c.id = j.case_id "
           "WHERE j.state <= 1 AND j.state = $1 GROUP BY j.type, j.state, c.community_id, c.street_id",
    .takes = { I },
    .gives = { T, I, I, I, I },
};
QUERY(JOB_FIGURES_GIVEN_UP) = {
    .name = "job_figures_given_up",
    .sql = "SELECT j.type, j.state, c.community_id, c.street_id, COUNT(*) " GIVEN_UP "GROUP BY j.type, j.state, c.community_id, c.street_id",
    .takes = { I },
    .gives = { T, I, I, I, I },
};

#undef I
#undef T

enum { READ_AT_ONCE = 200, ROUNDS_MAX = 50, TYPES_MAX = 200 };

static bool may_mend(const struct org *org, const struct user *user, int64_t community, int64_t street)
{
    return user_may(org, user, RIGHT_CASE_MEND, community ? community : street);
}

static struct job_line line_from(const struct rows *rows, size_t i, bool failed)
{
    return (struct job_line){
        .incident_id = failed ? row_int(rows, i, 0) : 0, .id = row_int(rows, i, 1), .case_id = row_int(rows, i, 2), .retries = row_int(rows, i, 3),
        .ready_at = row_int(rows, i, 4), .lock_until = row_int(rows, i, 5), .created_at = row_int(rows, i, 6), .number = row_str(rows, i, 7),
        .item = row_str(rows, i, 8), .stage = row_str(rows, i, 9), .process = row_str(rows, i, 10), .element = row_str(rows, i, 11),
        .type = row_str(rows, i, 12), .worker = row_str(rows, i, 13), .error = row_str(rows, i, 14),
    };
}

static enum err read_some(struct db *db, struct arena *arena, const struct job_filter *f, int64_t after, struct rows *rows, struct fault *why)
{
    struct store_arg from = arg_int(after), most = arg_int(READ_AT_ONCE), state = arg_int(f->phase == JOB_PHASE_WAITING ? JOB_READY : JOB_LOCKED);

    if (f->phase == JOB_PHASE_FAILED) return store_all(db, arena, &JOBS_GIVEN_UP, ARGS(from, most), rows, why);
    if (f->type.len) return store_all(db, arena, &JOBS_OPEN_OF_TYPE, ARGS(from, most, state, arg_text(f->type)), rows, why);
    return store_all(db, arena, &JOBS_OPEN, ARGS(from, most, state), rows, why);
}

enum err job_list(struct db *db, struct arena *arena, const struct org *org, const struct user *user, const struct job_filter *filter,
                  struct job_line **out, size_t *count, int64_t *next, struct fault *why)
{
    struct job_line *list = arena_array(arena, struct job_line, (size_t)filter->limit + 1);
    int64_t after = filter->after;
    size_t found = 0;

    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *next = 0;
    for (int round = 0; round < ROUNDS_MAX && !*next; round++) {
        struct rows rows;
        enum err err = read_some(db, arena, filter, after, &rows, why);

        if (err) return err;
        for (size_t i = 0; i < rows.count && !*next; i++) {
            after = row_int(&rows, i, 0);
            if (!may_mend(org, user, row_int(&rows, i, 15), row_int(&rows, i, 16))) continue;
            if (filter->type.len && !str_eq(filter->type, row_str(&rows, i, 12))) continue;
            list[found++] = line_from(&rows, i, filter->phase == JOB_PHASE_FAILED);
            if (found == (size_t)filter->limit) *next = after;
        }
        if (rows.count < READ_AT_ONCE) break;
    }
    *out = list;
    *count = found;
    return ERR_OK;
}

static struct job_figure *figure_of(struct job_figure *list, size_t *count, struct str type)
{
    for (size_t i = 0; i < *count; i++)
        if (str_eq(list[i].type, type)) return &list[i];
    if (*count == TYPES_MAX) return NULL;
    list[*count] = (struct job_figure){ .type = type };
    return &list[(*count)++];
}

enum err job_figures(struct db *db, struct arena *arena, const struct org *org, const struct user *user, struct job_figure **out, size_t *count,
                     struct fault *why)
{
    struct job_figure *list = arena_array(arena, struct job_figure, TYPES_MAX);

    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *count = 0;
    for (int phase = 0; phase < JOB_PHASE__COUNT; phase++) {
        struct rows rows;
        enum err err = phase == JOB_PHASE_FAILED ? store_all(db, arena, &JOB_FIGURES_GIVEN_UP, ARGS(arg_int(0)), &rows, why)
                                                 : store_all(db, arena, &JOB_FIGURES, ARGS(arg_int(phase == JOB_PHASE_WAITING ? JOB_READY : JOB_LOCKED)), &rows, why);
        if (err) return err;
        for (size_t i = 0; i < rows.count; i++) {
            struct job_figure *figure;
            if (!may_mend(org, user, row_int(&rows, i, 2), row_int(&rows, i, 3))) continue;
            figure = figure_of(list, count, row_str(&rows, i, 0));
            if (figure) figure->counts[phase] += row_int(&rows, i, 4);
        }
    }
    *out = list;
    return ERR_OK;
}
