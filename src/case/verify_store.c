/*
 * verify_store.c - walking the journal and signing its days.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/verify.h"

#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "base/crypto.h"
#include "case/plan.h"

#define I STORE_INT
#define T STORE_TEXT

QUERY(WALK) = {
    .name = "journal_walk",
    .sql = "SELECT j.id, j.case_id, j.seq, j.at, j.kind, j.actor, j.unit, j.element, j.data, j.note, j.mac, n.salt, n.text, "
           "c.journal_seq, c.journal_mac FROM journal j LEFT JOIN journal_note n ON n.id = j.id "
           "LEFT JOIN case_record c ON c.id = j.case_id ORDER BY j.case_id, j.seq",
    .gives = { I, I, I, I, T, I, I, T, T, T, T, T, T, I, T },
};
QUERY(HEADLESS) = {
    .name = "journal_headless",
    .sql = "SELECT c.id FROM case_record c WHERE c.journal_seq > 0 AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.case_id = c.id) LIMIT 1",
    .gives = { I },
};
QUERY(ANCHORS) = {
    .name = "anchors",
    .sql = "SELECT day, cases, rows, digest, signature FROM journal_anchor ORDER BY day",
    .gives = { I, I, I, T, T },
};
QUERY(ANCHOR_LAST) = {
    .name = "anchor_last",
    .sql = "SELECT day, signature FROM journal_anchor ORDER BY day DESC LIMIT 1",
    .gives = { I, T },
};
QUERY(ANCHOR_INSERT) = {
    .name = "anchor_insert",
    .sql = "INSERT INTO journal_anchor (day, cases, rows, digest, signature, at) VALUES ($1, $2, $3, $4, $5, $6)",
    .takes = { I, I, I, T, T, I },
};
/* Each case's last row of a span of time, and how many rows it has there. */
QUERY(DAY_HEADS) = {
    .name = "journal_day_heads",
    .sql = "SELECT h.case_id, h.seq, j.mac, h.n FROM (SELECT case_id, max(seq) AS seq, count(*) AS n FROM journal "
           "WHERE at >= $1 AND at < $2 GROUP BY case_id) h JOIN journal j ON j.case_id = h.case_id AND j.seq = h.seq "
           "ORDER BY h.case_id",
    .takes = { I, I },
    .gives = { I, I, T, I },
};
QUERY(FIRST_AFTER) = {
    .name = "journal_first_after",
    .sql = "SELECT at FROM journal WHERE at >= $1 ORDER BY at LIMIT 1",
    .takes = { I },
    .gives = { I },
};

#undef I
#undef T

/* ── The walk ──────────────────────────────────────────────────────────── */

struct walk {
    struct arena *scratch;
    const struct world_keys *keys;
    struct verify_report *report;
    int64_t case_id, seq;
    char mac[2 * SM3_SIZE + 1];
    int64_t head_seq;                      /* of the case row */
    char head_mac[2 * SM3_SIZE + 1];
};

static void broken(struct verify_report *r, int64_t case_id, int64_t seq, int64_t row_id, int64_t day, const char *zh, const char *en)
{
    struct fault text = { 0 };

    if (!r->whole) return;
    r->whole = false;
    r->case_id = case_id;
    r->seq = seq;
    r->row_id = row_id;
    r->day = day;
    (void)fault_set(&text, ERR_CONFLICT, "%s", "%s", zh);
    memcpy(r->zh, text.zh, sizeof r->zh);
    (void)fault_set(&text, ERR_CONFLICT, "%s", "%s", en);
    memcpy(r->en, text.en, sizeof r->en);
}

/* The chain of walk->case_id has ended: does the case row agree? */
static void check_head(struct walk *walk)
{
    if (!walk->case_id) return;
    if (!walk->head_seq)
        broken(walk->report, walk->case_id, walk->seq, 0, 0, "留痕所属的办件已不存在", "the case of this chain is gone");
    else if (walk->head_seq != walk->seq || strcmp(walk->head_mac, walk->mac) != 0)
        broken(walk->report, walk->case_id, walk->seq + 1, 0, 0, "链尾与办件记录不一致（可能被截断）",
               "the end of the chain disagrees with the case (it may have been cut)");
}

/* What the case row says of its chain, kept for the end of it. */
static void take_head(struct walk *walk, const struct rows *row)
{
    struct str mac = row_str(row, 0, 14);

    walk->head_seq = row_int(row, 0, 13);
    memset(walk->head_mac, 0, sizeof walk->head_mac);
    if (mac.len && mac.len < sizeof walk->head_mac) memcpy(walk->head_mac, mac.at, mac.len);
}

static bool note_fits(struct arena *arena, const struct rows *row)
{
    unsigned char digest[SM3_SIZE];
    char hex[2 * SM3_SIZE + 1];
    struct str salted;

    /* An erased note leaves its digest: that is lawful and breaks nothing.  A note without a digest was added. */
    if (row_null(row, 0, 12)) return true;
    salted = str_format(arena, "%.*s%.*s", STR_ARG(row_str(row, 0, 11)), STR_ARG(row_str(row, 0, 12)));
    sm3(salted.at, salted.len, digest);
    hex_print(digest, sizeof digest, hex);
    return str_is(row_str(row, 0, 9), hex);
}

static enum err check_row(const struct rows *row, void *arg, struct fault *why)
{
    struct walk *walk = arg;
    struct journal_row j = {
        .id = row_int(row, 0, 0), .seq = row_int(row, 0, 2), .at = row_int(row, 0, 3), .kind = row_str(row, 0, 4),
        .actor = row_int(row, 0, 5), .unit = row_int(row, 0, 6), .element = row_str(row, 0, 7), .data = row_str(row, 0, 8),
        .note_digest = row_str(row, 0, 9),
    };
    int64_t case_id = row_int(row, 0, 1);
    struct str mac;

    (void)why;
    if (!walk->report->whole) return ERR_OK;
    arena_reset(walk->scratch);
    if (case_id != walk->case_id) {
        check_head(walk);
        take_head(walk, row);
        walk->case_id = case_id;
        walk->seq = 0;
        walk->mac[0] = 0;
        walk->report->cases++;
    }
    mac = journal_mac(walk->scratch, walk->keys->journal, str_from_c(walk->mac), case_id, &j);
    if (j.seq != walk->seq + 1)
        broken(walk->report, case_id, walk->seq + 1, j.id, 0, "留痕缺行", "a row of the chain is missing");
    else if (!mac.at || !str_eq(mac, row_str(row, 0, 10)))
        broken(walk->report, case_id, j.seq, j.id, 0, "留痕校验码不符（被改动）", "the mac does not fit: the row or its predecessor was altered");
    else if (!note_fits(walk->scratch, row))
        broken(walk->report, case_id, j.seq, j.id, 0, "留痕意见文字被改动", "the note of this row was altered");
    walk->seq = j.seq;
    if (mac.at) memcpy(walk->mac, mac.at, sizeof walk->mac);
    walk->report->rows++;
    return ERR_OK;
}

/* ── Anchors ───────────────────────────────────────────────────────────── */

struct day_digest { int64_t day, cases, rows; char digest[2 * SM3_SIZE + 1]; struct sm3_sum *heads; };

static enum err add_head(const struct rows *row, void *arg, struct fault *why)
{
    struct day_digest *d = arg;
    char text[128];
    int len = snprintf(text, sizeof text, "%lld:%lld:%.*s\n", (long long)row_int(row, 0, 0), (long long)row_int(row, 0, 1), STR_ARG(row_str(row, 0, 2)));

    if (len < 0 || (size_t)len >= sizeof text) return fault_set(why, ERR_INVALID, "留痕校验码过长", "a mac of the journal is too long");
    sm3_add(d->heads, text, (size_t)len);
    d->cases++;
    d->rows += row_int(row, 0, 3);
    return ERR_OK;
}

static enum err digest_day(struct db *db, struct arena *arena, int64_t day, struct day_digest *d, struct fault *why)
{
    int64_t from = day_start_ms((struct day){ (int32_t)day });
    unsigned char digest[SM3_SIZE];
    enum err err;

    *d = (struct day_digest){ .day = day, .heads = sm3_begin() };
    if (!d->heads) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = store_each(db, arena, &DAY_HEADS, ARGS(arg_int(from), arg_int(from + MS_PER_DAY)), add_head, d, why);
    sm3_end(d->heads, digest);
    hex_print(digest, sizeof digest, d->digest);
    return err;
}

static struct str anchor_text(struct arena *arena, const struct day_digest *d, struct str previous)
{
    return str_format(arena, "shao-anchor|%lld|%lld|%lld|%s|%.*s", (long long)d->day, (long long)d->cases, (long long)d->rows,
                      d->digest, STR_ARG(previous));
}

static enum err check_anchors(struct db *db, const struct world_keys *keys, struct verify_report *report, struct fault *why)
{
    struct arena *arena = arena_open(1u << 30), *scratch = arena_open(1u << 30);
    struct str previous = STR("");
    struct rows anchors;
    enum err err;

    if (!arena || !scratch) {
        arena_close(arena);
        arena_close(scratch);
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    }
    err = store_all(db, arena, &ANCHORS, NO_ARGS, &anchors, why);
    for (size_t i = 0; !err && report->whole && i < anchors.count; i++) {
        struct day_digest d;
        struct str hex = row_str(&anchors, i, 4);
        unsigned char signature[128];
        arena_reset(scratch);
        err = digest_day(db, scratch, row_int(&anchors, i, 0), &d, why);
        if (err) break;
        if (d.cases != row_int(&anchors, i, 1) || d.rows != row_int(&anchors, i, 2) || !str_is(row_str(&anchors, i, 3), d.digest))
            broken(report, 0, 0, 0, d.day, "某日留痕与当日签名锚不符（被重算或截断）", "the rows of a day do not fit its anchor: recomputed or cut");
        else if (hex.len / 2 > sizeof signature || hex_parse(hex, signature, hex.len / 2) ||
                 !sm2_verify(keys->anchor, anchor_text(scratch, &d, previous), (struct str){ (char *)signature, hex.len / 2 }))
            broken(report, 0, 0, 0, d.day, "签名锚的签名无效", "the signature of an anchor is not valid");
        previous = hex;
        report->anchors++;
    }
    arena_close(arena);
    arena_close(scratch);
    return err;
}

enum err verify_journal(struct db *db, const struct world_keys *keys, struct verify_report *out, struct fault *why)
{
    struct arena *arena = arena_open(64u << 20), *scratch = arena_open(64u << 20);
    struct walk walk = { .scratch = scratch, .keys = keys, .report = out };
    struct rows headless;
    enum err err = ERR_OK;

    *out = (struct verify_report){ .whole = true };
    if (!arena || !scratch) err = fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (!err) err = store_each(db, arena, &WALK, NO_ARGS, check_row, &walk, why);
    if (!err && out->whole) check_head(&walk);
    if (!err && out->whole) {
        err = store_all(db, arena, &HEADLESS, NO_ARGS, &headless, why);
        if (!err && headless.count)
            broken(out, row_int(&headless, 0, 0), 1, 0, 0, "办件的留痕全部缺失", "every row of this case's chain is missing");
    }
    arena_close(arena);
    arena_close(scratch);
    if (!err && out->whole) err = check_anchors(db, keys, out, why);
    return err;
}

/* An anchor on its way: summed and signed on a reader, since its day changes no more; written by the writer. */
struct anchor { struct day_digest day; struct str signature; int64_t now_ms; };

/* The next day with rows after the last anchor; *found is false when there is none before `before_day`. */
static enum err next_day(struct db *db, struct arena *arena, int64_t before_day, int64_t *day, struct str *previous, bool *found, struct fault *why)
{
    struct rows last, rows;
    enum err err = store_all(db, arena, &ANCHOR_LAST, NO_ARGS, &last, why);
    int64_t after = !err && last.count ? row_int(&last, 0, 0) : -1;

    if (!err) err = store_all(db, arena, &FIRST_AFTER, ARGS(arg_int(day_start_ms((struct day){ (int32_t)(after + 1) }))), &rows, why);
    if (err) return err;
    *previous = last.count ? row_str(&last, 0, 1) : STR("");
    *day = rows.count ? day_of_ms(row_int(&rows, 0, 0)).since_epoch : before_day;
    *found = *day < before_day;
    return ERR_OK;
}

static enum err sign_day(struct db *db, struct arena *arena, const struct world_keys *keys, int64_t day, struct str previous,
                         struct anchor *out, struct fault *why)
{
    struct str signature;
    char *hex;
    enum err err = digest_day(db, arena, day, &out->day, why);

    if (!err) err = sm2_sign(arena, keys->anchor, anchor_text(arena, &out->day, previous), &signature);
    if (err) return err;
    hex = arena_alloc(arena, signature.len * 2 + 1);
    if (!hex) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    hex_print((const unsigned char *)signature.at, signature.len, hex);
    out->signature = (struct str){ hex, signature.len * 2 };
    return ERR_OK;
}

static enum err anchor_apply(struct db *db, struct store_job *job, struct fault *why)
{
    const struct anchor *a = job->arg;

    return store_run(db, &ANCHOR_INSERT,
                     ARGS(arg_int(a->day.day), arg_int(a->day.cases), arg_int(a->day.rows), arg_c(a->day.digest), arg_text(a->signature),
                          arg_int(a->now_ms)),
                     NULL, why);
}

/* Anchors one day; *found is false when none was left. */
static enum err anchor_next(struct world *world, struct arena *arena, int64_t before_day, int64_t now_ms, bool *found, struct fault *why)
{
    struct anchor anchor = { .now_ms = now_ms };
    struct db *db = store_reader_take(world_store(world));
    struct str previous;
    int64_t day;
    enum err err = next_day(db, arena, before_day, &day, &previous, found, why);

    if (!err && *found) err = sign_day(db, arena, world_keys(world), day, previous, &anchor, why);
    store_reader_give(world_store(world), db);
    if (err || !*found) return err;
    return store_transact(world_store(world), 0, anchor_apply, &anchor, why);
}

enum err anchor_days(struct world *world, int64_t now_ms, int64_t *made, struct fault *why)
{
    /* Ten minutes past midnight at the earliest: whatever was planned before has been written. */
    int64_t before_day = day_of_ms(now_ms - 10 * MS_PER_MINUTE).since_epoch;
    struct arena *arena = arena_open(8u << 20);
    bool found = true;
    enum err err = arena ? ERR_OK : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    for (*made = 0; !err && found; *made += !err && found) {
        arena_reset(arena);
        err = anchor_next(world, arena, before_day, now_ms, &found, why);
    }
    arena_close(arena);
    return err == ERR_CONFLICT ? ERR_OK : err;   /* another server wrote this day's anchor */
}
