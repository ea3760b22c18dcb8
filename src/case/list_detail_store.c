/*
 * list_detail_store.c - everything one case page shows.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/list.h"
#include "case/plan.h"

#define I STORE_INT
#define T STORE_TEXT
#define B STORE_BLOB

QUERY(JOURNAL_OF) = {
    .name = "journal_of_case",
    .sql = "SELECT j.id, j.seq, j.at, j.kind, j.actor, a.name, j.unit, j.element, j.data, n.text, j.mac, j.note FROM journal j "
           "LEFT JOIN account a ON a.id = j.actor LEFT JOIN journal_note n ON n.id = j.id "
           "WHERE j.case_id = $1 ORDER BY j.seq LIMIT 1000",
    .takes = { I },
    .gives = { I, I, I, T, I, T, I, T, T, T, T, T },
};
QUERY(DECISIONS_OF) = {
    .name = "decisions_of_case",
    .sql = "SELECT at, inputs, decisions FROM decision_step WHERE case_id = $1 ORDER BY id LIMIT 200",
    .takes = { I },
    .gives = { I, T, T },
};
QUERY(LINKS_OF) = {
    .name = "links_of_case",
    .sql = "SELECT c.id, c.number, l.kind, c.item, c.stage FROM case_link l JOIN case_record c ON c.id = l.other_id WHERE l.case_id = $1 "
           "UNION SELECT c.id, c.number, l.kind, c.item, c.stage FROM case_link l JOIN case_record c ON c.id = l.case_id "
           "WHERE l.other_id = $1 ORDER BY 1 LIMIT 200",
    .takes = { I },
    .gives = { I, T, T, T, T },
};
QUERY(FILES_OF) = {
    .name = "files_of_case",
    .sql = "SELECT c.digest, c.kind, f.shown, f.thumb, f.media, c.at, c.by_id FROM case_file c LEFT JOIN file f ON f.digest = c.digest "
           "WHERE c.case_id = $1 ORDER BY c.at, c.digest LIMIT 200",
    .takes = { I },
    .gives = { T, T, T, T, T, I, I },
};
QUERY(PAUSES_OF) = {
    .name = "pauses_of_case",
    .sql = "SELECT kind, reason, begin_at, end_at FROM clock_pause WHERE case_id = $1 ORDER BY begin_at LIMIT 256",
    .takes = { I },
    .gives = { T, T, I, I },
};
QUERY(EXTENSIONS_OF) = {
    .name = "extensions_of_case",
    .sql = "SELECT amount, unit, reason, at FROM clock_extension WHERE case_id = $1 ORDER BY at LIMIT 64",
    .takes = { I },
    .gives = { I, T, T, I },
};
QUERY(CO_UNITS_OF) = {
    .name = "co_units_of_case",
    .sql = "SELECT unit_id FROM case_reach WHERE case_id = $1 AND part = 2 ORDER BY unit_id",
    .takes = { I },
    .gives = { I },
};
QUERY(CONTACT_OF) = {
    .name = "contact_of_case",
    .sql = "SELECT masked, sealed FROM case_contact WHERE case_id = $1",
    .takes = { I },
    .gives = { T, T },
};
QUERY(INSTANCE_OF) = {
    .name = "instance_of_case",
    .sql = "SELECT process, release, state, path FROM instance WHERE case_id = $1",
    .takes = { I },
    .gives = { T, I, B, B },
};

#undef B
#undef I
#undef T

#define READ_LIST(query, type)                                                                                    \
    struct rows rows;                                                                                             \
    type *list;                                                                                                   \
    enum err err = store_all(db, arena, query, ARGS(arg_int(case_id)), &rows, why);                               \
    if (err) return err;                                                                                          \
    list = arena_array(arena, type, rows.count + 1);                                                              \
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");                                 \
    *out = list;                                                                                                  \
    *count = rows.count;

enum err list_journal(struct db *db, struct arena *arena, int64_t case_id, struct journal_view **out, size_t *count, struct fault *why)
{
    READ_LIST(&JOURNAL_OF, struct journal_view)
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct journal_view){
            .id = row_int(&rows, i, 0), .seq = row_int(&rows, i, 1), .at = row_int(&rows, i, 2), .kind = row_str(&rows, i, 3),
            .actor = row_int(&rows, i, 4), .actor_name = row_str(&rows, i, 5), .unit = row_int(&rows, i, 6),
            .element = row_str(&rows, i, 7), .data = row_str(&rows, i, 8), .note = row_str(&rows, i, 9), .mac = row_str(&rows, i, 10), .note_digest = row_str(&rows, i, 11),
        };
    return ERR_OK;
}

enum err list_decisions(struct db *db, struct arena *arena, int64_t case_id, struct decision_view **out, size_t *count, struct fault *why)
{
    LIST(struct decision_view) list = { 0 };
    struct rows rows;
    enum err err = store_all(db, arena, &DECISIONS_OF, ARGS(arg_int(case_id)), &rows, why);

    if (err) return err;
    for (size_t i = 0; i < rows.count; i++) {
        struct str lines = row_str(&rows, i, 2), inputs;
        struct decided made;
        while (decided_next(arena, row_str(&rows, i, 1), &lines, &made, &inputs)) {
            struct decision_view *view = inputs.at ? LIST_ADD(arena, &list) : NULL;
            if (!view) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
            *view = (struct decision_view){ row_int(&rows, i, 0), made.release, made.decision, inputs, made.result, made.matches };
        }
    }
    *out = list.at;
    *count = list.count;
    return ERR_OK;
}

enum err list_links(struct db *db, struct arena *arena, int64_t case_id, struct link_view **out, size_t *count, struct fault *why)
{
    READ_LIST(&LINKS_OF, struct link_view)
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct link_view){ row_int(&rows, i, 0), row_str(&rows, i, 1), row_str(&rows, i, 2), row_str(&rows, i, 3), row_str(&rows, i, 4) };
    return ERR_OK;
}

enum err list_files(struct db *db, struct arena *arena, int64_t case_id, struct file_view **out, size_t *count, struct fault *why)
{
    READ_LIST(&FILES_OF, struct file_view)
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct file_view){ row_str(&rows, i, 0), row_str(&rows, i, 1), row_str(&rows, i, 2), row_str(&rows, i, 3),
                                      row_str(&rows, i, 4), row_int(&rows, i, 5), row_int(&rows, i, 6) };
    return ERR_OK;
}

enum err list_pauses(struct db *db, struct arena *arena, int64_t case_id, struct pause_view **out, size_t *count, struct fault *why)
{
    READ_LIST(&PAUSES_OF, struct pause_view)
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct pause_view){ row_str(&rows, i, 0), row_str(&rows, i, 1), row_int(&rows, i, 2), row_int(&rows, i, 3) };
    return ERR_OK;
}

enum err list_extensions(struct db *db, struct arena *arena, int64_t case_id, struct extension_view **out, size_t *count, struct fault *why)
{
    READ_LIST(&EXTENSIONS_OF, struct extension_view)
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct extension_view){ row_int(&rows, i, 0), row_str(&rows, i, 1), row_str(&rows, i, 2), row_int(&rows, i, 3) };
    return ERR_OK;
}

enum err list_co_units(struct db *db, struct arena *arena, int64_t case_id, int64_t **out, size_t *count, struct fault *why)
{
    READ_LIST(&CO_UNITS_OF, int64_t)
    for (size_t i = 0; i < rows.count; i++) list[i] = row_int(&rows, i, 0);
    return ERR_OK;
}

enum err list_contact(struct db *db, struct arena *arena, int64_t case_id, struct str *masked, struct str *sealed, struct fault *why)
{
    struct rows rows;
    enum err err = store_all(db, arena, &CONTACT_OF, ARGS(arg_int(case_id)), &rows, why);

    if (err) return err;
    *masked = rows.count ? row_str(&rows, 0, 0) : STR_NONE;
    *sealed = rows.count ? row_str(&rows, 0, 1) : STR_NONE;
    return ERR_OK;
}

enum err list_instance(struct db *db, struct arena *arena, int64_t case_id, struct instance_view *out, struct fault *why)
{
    struct rows rows;
    enum err err = store_one(db, arena, &INSTANCE_OF, ARGS(arg_int(case_id)), &rows, why);

    if (err) return err;
    *out = (struct instance_view){ .process = row_str(&rows, 0, 0), .release = row_int(&rows, 0, 1), .state = row_str(&rows, 0, 2) };
    return path_read(arena, row_str(&rows, 0, 3), &out->path, why);
}
