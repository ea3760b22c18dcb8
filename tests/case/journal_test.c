/*
 * journal_test.c - the proof that the journal is whole finds every alteration:
 * a byte, a recomputed chain, a cut tail; and lets lawful erasure pass.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ward.h"

#include <stdio.h>

/* Three cases with a few rows each; the middle one is tampered with. */
static int64_t make_history(struct ward *w)
{
    int64_t middle;

    (void)ward_filed(w, "0504");
    middle = ward_filed(w, "0504");
    (void)ward_filed(w, "0506");
    ward_walk(w, middle, "dispatch=dispatch:320102002-enforcement sign=accept");
    ward_op(w, COMMAND, middle, "note", "{\"text\":\"当事人电话已联系\"}");
    assert_true(ward_whole(w));
    return middle;
}

static void outside(struct ward *w, const char *format, ...) PRINTF_LIKE(2, 3);
static void outside(struct ward *w, const char *format, ...)
{
    char sql[2048];
    va_list list;

    va_start(list, format);
    (void)vsnprintf(sql, sizeof sql, format, list);
    va_end(list);
    ward_outside(w, sql);
}

static struct verify_report verify(struct ward *w)
{
    struct db *db = store_reader_take(w->store);
    struct verify_report report;

    assert_int_equal(verify_journal(db, world_keys(w->world), &report, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    if (!report.whole) assert_true(report.zh[0] && report.en[0]);
    return report;
}

static void assert_broken(struct ward *w, const char *what, int64_t case_id, int64_t seq)
{
    struct verify_report report = verify(w);

    if (report.whole) fail_msg("%s goes unseen", what);
    if (report.case_id != case_id || (seq && report.seq != seq))
        fail_msg("%s: named case %lld row %lld, not %lld row %lld", what, (long long)report.case_id, (long long)report.seq, (long long)case_id, (long long)seq);
}

static void test_one_altered_byte(void **state)
{
    static const struct { const char *column, *alter, *restore; } COLUMNS[] = {
        { "id", "id + 100000", "id - 100000" }, { "at", "at + 1", "at - 1" }, { "kind", "kind || 'x'", "substr(kind, 1, length(kind) - 1)" },
        { "actor", "coalesce(actor, 0) + 1", "actor - 1" }, { "unit", "coalesce(unit, 0) + 1", "unit - 1" },
        { "element", "element || ' '", "substr(element, 1, length(element) - 1)" }, { "data", "data || ' '", "substr(data, 1, length(data) - 1)" },
        { "note", "note || '0'", "substr(note, 1, length(note) - 1)" }, { "mac", "mac || '0'", "substr(mac, 1, length(mac) - 1)" },
        { "seq", "seq + 1000", "seq - 1000" }, { "case_id", "case_id + 1", "case_id - 1" },
    };
    struct ward *w = *state;
    int64_t id = make_history(w);
    const struct journal_view *rows;
    size_t count = ward_journal(w, id, &rows);

    for (size_t row = 0; row < count; row++) {
        for (size_t i = 0; i < COUNT_OF(COLUMNS); i++) {
            bool moves = strcmp(COLUMNS[i].column, "case_id") == 0 || strcmp(COLUMNS[i].column, "id") == 0;
            long long moved = (long long)rows[row].id + (strcmp(COLUMNS[i].column, "id") == 0 ? 100000 : 0);
            struct verify_report report;
            outside(w, "UPDATE journal SET %s = %s WHERE id = %lld", COLUMNS[i].column, COLUMNS[i].alter, (long long)rows[row].id);
            report = verify(w);
            if (report.whole) fail_msg("an altered %s of row %zu goes unseen", COLUMNS[i].column, row + 1);
            if (!moves) assert_true(report.case_id == id && report.seq <= (int64_t)row + 2);
            outside(w, "UPDATE journal SET %s = %s WHERE id = %lld", COLUMNS[i].column, COLUMNS[i].restore, moved);
        }
    }
    assert_true(verify(w).whole);
    assert_int_equal(verify(w).cases, 3);
}

static void test_rows_taken_out(void **state)
{
    struct ward *w = *state;
    int64_t id = make_history(w);
    const struct journal_view *rows;
    size_t count = ward_journal(w, id, &rows);

    outside(w, "CREATE TABLE kept AS SELECT * FROM journal WHERE case_id = %lld", (long long)id);
    outside(w, "DELETE FROM journal WHERE id = %lld", (long long)rows[1].id);
    assert_broken(w, "a missing row", id, 2);
    outside(w, "INSERT INTO journal SELECT * FROM kept WHERE id = %lld", (long long)rows[1].id);
    assert_true(verify(w).whole);
    outside(w, "DELETE FROM journal WHERE id = %lld", (long long)rows[count - 1].id);
    assert_broken(w, "a cut tail", id, (int64_t)count);
    outside(w, "INSERT INTO journal SELECT * FROM kept WHERE id = %lld", (long long)rows[count - 1].id);
    outside(w, "DELETE FROM journal WHERE case_id = %lld", (long long)id);
    assert_broken(w, "a whole chain", id, 1);
    outside(w, "INSERT INTO journal SELECT * FROM kept");
    /* Two rows that change places. */
    outside(w, "UPDATE journal SET seq = 1000 WHERE id = %lld", (long long)rows[1].id);
    outside(w, "UPDATE journal SET seq = 2 WHERE id = %lld", (long long)rows[2].id);
    outside(w, "UPDATE journal SET seq = 3 WHERE id = %lld", (long long)rows[1].id);
    assert_broken(w, "rows that changed places", id, 2);
    outside(w, "DROP TABLE kept");
}

static void test_notes(void **state)
{
    struct ward *w = *state;
    int64_t id = make_history(w);
    const struct journal_view *note = ward_journal_last(w, id, "note"), *open = ward_journal_last(w, id, "open");

    outside(w, "UPDATE journal_note SET text = '当事人电话未联系' WHERE id = %lld", (long long)note->id);
    assert_broken(w, "an altered note", id, note->seq);
    outside(w, "UPDATE journal_note SET text = '当事人电话已联系' WHERE id = %lld", (long long)note->id);
    assert_true(verify(w).whole);
    outside(w, "UPDATE journal_note SET salt = 'f' || substr(salt, 2) || 'f' WHERE id = %lld", (long long)note->id);
    assert_broken(w, "an altered salt", id, note->seq);
    outside(w, "DELETE FROM journal_note WHERE id = %lld", (long long)note->id);
    assert_true(verify(w).whole);   /* erased by law: the digest stays, the text is gone */
    outside(w, "INSERT INTO journal_note (id, salt, text) VALUES (%lld, '', '从来没有的意见')", (long long)open->id);
    assert_broken(w, "a note where there was none", id, open->seq);
}

/* ── With the stolen key ───────────────────────────────────────────────── */

static const char *quoted(struct ward *w, struct str text)
{
    struct buf buf;

    buf_init(&buf, w->arena, 1 << 16);
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '\'') buf_byte(&buf, '\'');
        buf_byte(&buf, text.at[i]);
    }
    return str_c(w->arena, buf_done(&buf));
}

/* Changes the data of row `from` and signs everything from there on again. */
static void recompute(struct ward *w, int64_t id, size_t from, const char *data)
{
    const struct journal_view *rows;
    size_t count = ward_journal(w, id, &rows);
    struct str mac = from ? rows[from - 1].mac : STR("");

    for (size_t i = from; i < count; i++) {
        const struct journal_row row = { .id = rows[i].id, .seq = rows[i].seq, .at = rows[i].at, .kind = rows[i].kind, .actor = rows[i].actor,
                                         .unit = rows[i].unit, .element = rows[i].element, .data = i == from ? str_from_c(data) : rows[i].data,
                                         .note_digest = rows[i].note_digest };
        mac = journal_mac(w->arena, world_keys(w->world)->journal, mac, id, &row);
        outside(w, "UPDATE journal SET data = '%s', mac = '%s' WHERE id = %lld", quoted(w, row.data), str_c(w->arena, mac), (long long)row.id);
    }
    outside(w, "UPDATE case_record SET journal_mac = '%s' WHERE id = %lld", str_c(w->arena, mac), (long long)id);
}

static int64_t anchor(struct ward *w)
{
    int64_t made = -1;

    if (anchor_days(w->world, w->now, &made, &w->why)) fail_msg("%s", w->why.en);
    return made;
}

static void test_recomputed_chain(void **state)
{
    struct ward *w = *state;
    int64_t id = make_history(w), monday = day_of_ms(w->now).since_epoch;

    recompute(w, id, 1, "{\"unit\":\"elsewhere\"}");
    assert_true(verify(w).whole);   /* before the day is anchored only the key protects it */
    w->now += MS_PER_DAY;
    assert_int_equal(anchor(w), 1);
    assert_true(verify(w).whole);
    recompute(w, id, 1, "{\"unit\":\"somewhere\"}");
    assert_false(verify(w).whole);
    assert_int_equal(verify(w).day, monday);
}

static void test_cut_tail_with_the_case_rolled_back(void **state)
{
    struct ward *w = *state;
    int64_t id = make_history(w);
    const struct journal_view *rows;
    size_t count = ward_journal(w, id, &rows);

    w->now += MS_PER_DAY;
    assert_int_equal(anchor(w), 1);
    outside(w, "DELETE FROM journal WHERE id = %lld", (long long)rows[count - 1].id);
    outside(w, "UPDATE case_record SET journal_seq = %zu, journal_mac = '%s' WHERE id = %lld", count - 1, str_c(w->arena, rows[count - 2].mac), (long long)id);
    assert_false(verify(w).whole);
    assert_int_equal(verify(w).day, day_of_ms(w->now).since_epoch - 1);
}

static void test_anchors_over_days(void **state)
{
    struct ward *w = *state;
    int64_t id = make_history(w), first = day_of_ms(w->now).since_epoch;

    assert_int_equal(anchor(w), 0);                           /* today is not over */
    w->now += MS_PER_DAY;
    ward_op(w, COMMAND, id, "note", "{\"text\":\"第二天\"}");
    w->now += 2 * MS_PER_DAY;                                 /* nothing happens on the third */
    ward_op(w, COMMAND, id, "note", "{\"text\":\"第四天\"}");
    w->now = day_start_ms((struct day){ (int32_t)first + 4 }) + 5 * MS_PER_MINUTE;
    assert_int_equal(anchor(w), 2);                           /* what was planned before midnight may still come */
    w->now += 6 * MS_PER_MINUTE;
    assert_int_equal(anchor(w), 1);
    assert_int_equal(anchor(w), 0);
    assert_true(verify(w).whole);
    assert_int_equal(verify(w).anchors, 3);
    ward_walk(w, id, "arrive=arrived");
    assert_true(verify(w).whole);
    outside(w, "UPDATE journal_anchor SET cases = cases + 1 WHERE day = %lld", (long long)first);
    assert_int_equal(verify(w).day, first);
    outside(w, "UPDATE journal_anchor SET cases = cases - 1 WHERE day = %lld", (long long)first);
    outside(w, "UPDATE journal_anchor SET signature = substr(signature, 1, length(signature) - 2) || '00' WHERE day = %lld", (long long)first + 1);
    assert_int_equal(verify(w).day, first + 1);
    outside(w, "DELETE FROM journal_anchor WHERE day = %lld", (long long)first + 1);
    assert_int_equal(verify(w).day, first + 3);               /* the next one no longer follows */
}

/* Another key is another journal. */
static void test_keys_matter(void **state)
{
    struct ward *w = *state;
    struct world_keys other = *world_keys(w->world);
    struct verify_report report;
    struct db *db;

    (void)make_history(w);
    other.journal[5] ^= 1;
    db = store_reader_take(w->store);
    assert_int_equal(verify_journal(db, &other, &report, &w->why), ERR_OK);
    store_reader_give(w->store, db);
    assert_false(report.whole);
    assert_int_equal(report.seq, 1);
}

/* Nobody looked at anything: the journal says nothing. */
static void test_no_contact_no_look(void **state)
{
    struct ward *w = *state;
    int64_t none = ward_filed(w, "0504"), id = ward_open(w, (struct opening){ .account = WARD_RESIDENT, .item = "0504", .source = "resident", .contact = "13800138000" });
    const char *before = ward_snapshot(w, none);

    assert_refused(w, ward_try_op(w, INTAKE, none, "reveal", "{\"reason\":\"回访\"}"), ERR_NOT_FOUND);
    assert_string_equal(ward_snapshot(w, none), before);
    ward_op(w, INTAKE, id, "reveal", "{\"reason\":\"回访\"}");
    assert_int_equal(ward_journal_count(w, id, "reveal"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WARD_CLEAN(test_one_altered_byte), WARD_CLEAN(test_rows_taken_out), WARD_CLEAN(test_notes), WARD_CLEAN(test_recomputed_chain),
        WARD_CLEAN(test_cut_tail_with_the_case_rolled_back), WARD_CLEAN(test_anchors_over_days), WARD_CLEAN(test_keys_matter),
        WARD_CLEAN(test_no_contact_no_look),
    };

    return ward_run("journal", tests, COUNT_OF(tests));
}
