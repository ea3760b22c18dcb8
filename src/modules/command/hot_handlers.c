/*
 * hot_handlers.c - hot spots (热点) among the cases of an area in the last days.
 *
 * The newest cases of the user's scope, at most hotspot.cases of them, are read
 * at each asking; the clusters stay (hot_live.h), so that a new report joins one
 * or begins its own.  Spots that are alike are offered to a person, who says
 * that they are one, or not.  People are counted by the keyed digest of the
 * phone they left; contacts stay sealed.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "base/num.h"
#include "case/list.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/hot_live.h"
#include "modules/command/hot_store.h"
#include "modules/command/work.h"

enum { PAGE = 200, SPOTS_MAX = 20, CASES_MAX = 100, PAIRS_MAX = 5, PAIRS_LOOKED = 20, TIES_MAX = 2000 };
static const size_t MEMORY = (size_t)256 << 20;

/* The cases looked at, newest first. */
struct looked {
    struct case_record *at;
    size_t count;
    bool truncated;
};

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

static enum err read_cases(struct call *call, struct arena *room, int64_t days, struct looked *out, struct fault *why)
{
    struct case_filter filter = { .states = 1u << CASE_OPEN | 1u << CASE_PAUSED | 1u << CASE_CLOSED, .limit = PAGE, .from_ms = call->now_ms - days * MS_PER_DAY };
    int64_t max = org_setting(call->org, "hotspot.cases", 3000), next = 0;
    enum err err = command_scope(call, &filter, why);

    out->at = arena_array(room, struct case_record, (size_t)max + PAGE);
    if (!err && !out->at) err = no_memory(why);
    do {
        struct case_record *page;
        size_t count;

        if (!err) err = list_cases(call->db, room, &filter, &page, &count, &next, why);
        if (err) return err;
        memcpy(out->at + out->count, page, count * sizeof *page);
        out->count += count;
        filter.before_id = next;
    } while (next && out->count < (size_t)max);
    out->truncated = next != 0;
    return ERR_OK;
}

static enum err read_rules(struct call *call, struct hot_asked *asked, struct fault *why)
{
    struct world *world = app_of(call)->world;

    asked->release = world_release(world);
    asked->place_words = world_text(world, DEFINITION_CATALOGUE, STR("place_words"), asked->release);
    if (!asked->place_words.at) return fault_set(why, ERR_UNPROCESSABLE, "未部署地名用词（place_words）", "the catalogue place_words is not deployed");
#define X(field, key) asked->rules.field = org_setting(call->org, key, 0);
    HOT_RULE_LIST(X)
#undef X
    if (asked->rules.join == 0 || asked->rules.window_days == 0)
        return fault_set(why, ERR_UNPROCESSABLE, "缺少热点参数（hotspot.*）", "the settings hotspot.* are missing");
    return ERR_OK;
}

/* What the reply is written from; spots and pairs live in `room`. */
struct hot_reply {
    struct looked cases;
    struct hot_look look;
    struct hot_spot *spots;
    size_t count;
    struct hot_pair pairs[PAIRS_MAX];
    size_t pair_count;
};

static bool holds(const struct hot_spot *spot, int64_t case_id)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%lld", (long long)case_id);

    for (size_t i = 0; i < spot->size; i++)
        if (str_eq(spot->ids[i], (struct str){ text, (size_t)n })) return true;
    return false;
}

static bool told_apart(const struct hot_spot *a, const struct hot_spot *b, const struct hot_tie *ties, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!ties[i].same && ((holds(a, ties[i].a) && holds(b, ties[i].b)) || (holds(a, ties[i].b) && holds(b, ties[i].a)))) return true;
    return false;
}

/* Ranks, and finds what a person may be asked; holds the place of hot_live meanwhile. */
static enum err gather(struct call *call, struct arena *room, struct hot_asked *asked, struct hot_reply *out, struct fault *why)
{
    struct hot_live *live = app_of(call)->hot_live;
    double least = (double)org_setting(call->org, "hotspot.kin", 18) / 100;
    struct hot_pair pairs[PAIRS_LOOKED];
    struct hot_tie *ties = NULL;
    size_t found = 0;
    enum err err = ERR_OK;

    if (asked->count) err = hot_ties(call->db, call->arena, asked->cases[asked->count - 1].id, TIES_MAX, &ties, &asked->tie_count, why);
    asked->ties = ties;
    if (!err) err = hot_live_look(live, asked, &out->look, why);
    if (err) return err;
    err = hot_rank(out->look.hot, room, &out->spots, &out->count, why);
    if (!err && out->count > SPOTS_MAX) out->count = SPOTS_MAX;
    if (!err) found = hot_kin(out->look.hot, out->spots, out->count, least, pairs, PAIRS_LOOKED);
    for (size_t i = 0; i < found && out->pair_count < PAIRS_MAX; i++)
        if (!told_apart(&out->spots[pairs[i].a], &out->spots[pairs[i].b], ties, asked->tie_count)) out->pairs[out->pair_count++] = pairs[i];
    hot_live_done(live);
    return err;
}

/* The cases are newest first. */
static const struct case_record *case_of(const struct looked *cases, const struct hot_spot *spot, size_t i)
{
    size_t low = 0, high = cases->count;
    int64_t id = 0;

    if (num_parse_int(spot->ids[i], 0, INT64_MAX, &id)) return &cases->at[0];
    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        if (cases->at[middle].id >= id) low = middle;
        else high = middle;
    }
    return &cases->at[low];
}

/* A spot that no words name is called after the community of its first case. */
static struct str place_of(struct call *call, const struct case_record *first, struct str named)
{
    const struct unit *community = named.len ? NULL : org_unit(call->org, first->community_id);

    return community ? community->name : named;
}

/* Cases a day, days without any included, so that a page draws them as they are. */
static void write_days(struct call *call, const struct hot_spot *spot, int64_t days)
{
    struct day today = day_of_ms(call->now_ms);

    json_list(&call->out, "days");
    for (int64_t back = days - 1; back >= 0; back--) {
        struct day day = { today.since_epoch - (int32_t)back };
        int64_t from = day_start_ms(day), count = 0;
        char text[11];

        for (size_t i = 0; i < spot->size; i++) count += spot->times[i] >= from && spot->times[i] < from + MS_PER_DAY;
        day_print(day, text);
        json_object(&call->out, NULL);
        json_text(&call->out, "day", text);
        json_int(&call->out, "count", count);
        json_close(&call->out);
    }
    json_close(&call->out);
}

static void write_spot(struct call *call, const struct looked *cases, const struct hot_spot *spot, int64_t days)
{
    double lon = 0, lat = 0;
    int64_t open = 0;

    for (size_t i = 0; i < spot->size; i++) {
        const struct case_record *c = case_of(cases, spot, i);
        lon += c->lon_e6 / 1e6 / (double)spot->size;
        lat += c->lat_e6 / 1e6 / (double)spot->size;
        open += c->state != CASE_CLOSED;
    }
    json_object(&call->out, NULL);
    json_str(&call->out, "place", place_of(call, case_of(cases, spot, 0), spot->place));
    json_str(&call->out, "subject", spot->subject);
    json_int(&call->out, "size", (int64_t)spot->size);
    json_int(&call->out, "open", open);
    json_int(&call->out, "people", (int64_t)spot->people);
    json_int(&call->out, "rise", spot->rise);
    json_double(&call->out, "heat", spot->heat, 2);
    json_time(&call->out, "first_at", spot->first_ms);
    json_time(&call->out, "last_at", spot->last_ms);
    json_double(&call->out, "lon", lon, 6);
    json_double(&call->out, "lat", lat, 6);
    write_days(call, spot, days);
    json_list(&call->out, "cases");
    for (size_t i = 0; i < spot->size && i < CASES_MAX; i++) {
        json_object(&call->out, NULL);
        view_case_row(call, case_of(cases, spot, i));
        json_close(&call->out);
    }
    json_close(&call->out);
    json_close(&call->out);
}

static void write_pair(struct call *call, const struct hot_reply *r, const struct hot_pair *pair)
{
    json_object(&call->out, NULL);
    json_id(&call->out, "a", case_of(&r->cases, &r->spots[pair->a], 0)->id);
    json_id(&call->out, "b", case_of(&r->cases, &r->spots[pair->b], 0)->id);
    json_int(&call->out, "alike", (int64_t)(pair->alike * 100));
    json_close(&call->out);
}

/* 422 when the place words are not deployed. */
enum err hot_spot_list(struct call *call, struct fault *why)
{
    int64_t days = json_get_int(call->query, "days", org_setting(call->org, "hotspot.days", 30));
    struct hot_asked asked = { .days = days, .now_ms = call->now_ms, .db = call->db, .arena = call->arena };
    struct hot_reply r = { .count = 0 };
    struct arena *room = arena_open(MEMORY);
    struct case_filter scope = { 0 };
    enum err err = room ? command_scope(call, &scope, why) : no_memory(why);

    if (!err) err = read_cases(call, room, days, &r.cases, why);
    if (!err) err = read_rules(call, &asked, why);
    asked.kind = scope.scope;
    asked.scope_id = scope.scope_id;
    asked.cases = r.cases.at;
    asked.count = r.cases.count;
    if (!err) err = gather(call, room, &asked, &r, why);
    if (!err) {
        json_int(&call->out, "days", days);
        json_int(&call->out, "looked_at", (int64_t)r.cases.count);
        json_int(&call->out, "added", (int64_t)r.look.added);
        json_bool(&call->out, "gathered", r.look.gathered);
        json_bool(&call->out, "truncated", r.cases.truncated);
        json_list(&call->out, "items");
        for (size_t i = 0; i < r.count; i++) write_spot(call, &r.cases, &r.spots[i], days);
        json_close(&call->out);
        json_list(&call->out, "kin");
        for (size_t i = 0; i < r.pair_count; i++) write_pair(call, &r, &r.pairs[i]);
        json_close(&call->out);
    }
    if (room) arena_close(room);
    return err;
}

/* ── What a person says of two spots ───────────────────────────────────── */

static enum err seen_case(struct call *call, const char *field, int64_t *id, struct fault *why)
{
    struct case_record record;
    bool visible = false;
    enum err err;

    *id = json_get_id(call->body, field);
    err = case_read(call->db, call->arena, *id, &record, why);
    if (!err) err = case_visible(call->db, call->arena, call->org, call->user, &record, &visible, why);
    if (err == ERR_NOT_FOUND || (!err && !visible)) return fault_field(why, str_from_c(field), fault_set(why, ERR_NOT_FOUND, "没有这个办件，或不在您的范围内", "no such case within your reach"));
    return err;
}

/* 404 for a case out of reach; 409 when the same was said before. */
enum err hot_tie_prepare(struct call *call, struct fault *why)
{
    struct hot_tie *tie = arena_new(call->arena, struct hot_tie);
    enum err err;

    if (!tie) return no_memory(why);
    err = seen_case(call, "a", &tie->a, why);
    if (!err) err = seen_case(call, "b", &tie->b, why);
    if (err) return err;
    if (tie->a == tie->b) return fault_field(why, STR("b"), fault_set(why, ERR_INVALID, "要两个不同的办件", "two cases are needed"));
    tie->same = json_get_bool(call->body, "same", true);
    call->work = tie;
    return ERR_OK;
}

enum err hot_tie_apply(struct db *db, struct call *call, struct fault *why)
{
    return hot_tie_put(db, call->work, call->now_ms, call->user->account_id, why);
}

enum err hot_tie_reply(struct call *call, struct fault *why)
{
    const struct hot_tie *tie = call->work;

    (void)why;
    json_bool(&call->out, "same", tie->same);
    return ERR_OK;
}
