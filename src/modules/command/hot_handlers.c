/*
 * hot_handlers.c - hot spots (热点) among the cases of an area in the last days.
 *
 * Gathered anew at each asking from the newest cases of the user's scope, at
 * most hotspot.cases of them: a list that long takes a fraction of a second.
 * People are not looked at: a case's contact stays sealed.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <string.h>

#include "base/civil.h"
#include "base/num.h"
#include "case/list.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/work.h"
#include "text/hot.h"
#include "text/place.h"

enum { PAGE = 200, SPOTS_MAX = 20, CASES_MAX = 100, SUBJECT_TEXT_MAX = 120 };
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

static enum err open_hot(struct call *call, struct arena *room, struct hot **out, struct fault *why)
{
    struct world *world = app_of(call)->world;
    struct str text = world_text(world, DEFINITION_CATALOGUE, STR("place_words"), world_release(world));
    struct place_words *words;
    struct hot_rules rules;
    enum err err;

    if (!text.at) return fault_set(why, ERR_UNPROCESSABLE, "未部署地名用词（place_words）", "the catalogue place_words is not deployed");
#define X(field, key) rules.field = org_setting(call->org, key, 0);
    HOT_RULE_LIST(X)
#undef X
    if (rules.join == 0 || rules.window_days == 0) return fault_set(why, ERR_UNPROCESSABLE, "缺少热点参数（hotspot.*）", "the settings hotspot.* are missing");
    err = place_words_load(room, text, &words, why);
    if (!err && !(*out = hot_new(room, &rules, words))) err = no_memory(why);
    return err;
}

/* The id of a message is its position among the cases looked at. */
static enum err gather(struct call *call, struct arena *room, const struct looked *cases, struct hot_spot **spots, size_t *count, struct fault *why)
{
    struct hot *hot = NULL;
    enum err err = open_hot(call, room, &hot, why);

    for (size_t i = 0; i < cases->count && !err; i++)
        if (!hot_learn(hot, cases->at[i].text, STR(""))) err = no_memory(why);
    for (size_t i = cases->count; i-- > 0 && !err;) {
        const struct case_record *c = &cases->at[i];
        struct hot_message m = { .id = str_format(room, "%zu", i), .at_ms = c->opened_at, .title = utf8_prefix(c->text, SUBJECT_TEXT_MAX), .body = c->address,
                                 .place = str_format(room, "%lld", (long long)c->community_id) };
        err = m.id.at && m.place.at ? hot_add(hot, &m, why) : no_memory(why);
    }
    if (!err && !hot_settle(hot)) err = no_memory(why);
    return err ? err : hot_rank(hot, room, spots, count, why);
}

static const struct case_record *case_of(const struct looked *cases, const struct hot_spot *spot, size_t i)
{
    int64_t at = 0;

    if (num_parse_int(spot->ids[i], 0, (int64_t)cases->count - 1, &at)) at = 0;
    return &cases->at[at];
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

/* 422 when the place words are not deployed. */
enum err hot_spot_list(struct call *call, struct fault *why)
{
    int64_t days = json_get_int(call->query, "days", org_setting(call->org, "hotspot.days", 30));
    struct arena *room = arena_open(MEMORY);
    struct looked cases = { 0 };
    struct hot_spot *spots = NULL;
    size_t count = 0;
    enum err err = room ? read_cases(call, room, days, &cases, why) : no_memory(why);

    if (!err) err = gather(call, room, &cases, &spots, &count, why);
    if (!err) {
        json_int(&call->out, "days", days);
        json_int(&call->out, "looked_at", (int64_t)cases.count);
        json_bool(&call->out, "truncated", cases.truncated);
        json_list(&call->out, "items");
        for (size_t i = 0; i < count && i < SPOTS_MAX; i++) write_spot(call, &cases, &spots[i], days);
        json_close(&call->out);
    }
    arena_close(room);
    return err;
}
