/*
 * dispatch.c - the queue of the dispatch desk, and who is near.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/dispatch.h"

#include <math.h>
#include <stdlib.h>

#include "case/plan.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"

#define DISPATCH_STEP STR("任务派遣")

/* ── The queue ─────────────────────────────────────────────────────────── */

struct queue { struct task_view *at; size_t count; bool more; };

static enum err read_queue(struct call *call, int64_t urgency_max, struct queue *out, struct fault *why)
{
    enum { MOST = 500 };
    int64_t limit = org_setting(call->org, "dispatch.queue", 300);
    const struct task_filter filter = {
        .step = DISPATCH_STEP, .item = json_get_str(call->query, "type"), .urgency_max = urgency_max, .world = app_of(call)->world,
        .limit = limit < 1 ? 1 : limit > MOST ? MOST : limit,
    };

    return list_tasks(call->db, call->arena, call->user, &filter, &out->at, &out->count, &out->more, why);
}

static int by_urgency(const void *a, const void *b)
{
    const struct task_view *x = a, *y = b;

    if (x->urgency != y->urgency) return x->urgency < y->urgency ? -1 : 1;
    if (x->due_at != y->due_at) return x->due_at < y->due_at ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static bool stands_in(const struct queue *queue, int64_t id)
{
    for (size_t i = 0; i < queue->count; i++)
        if (queue->at[i].id == id) return true;
    return false;
}

/* A pile of old cases may fill the queue by due time; what is urgent comes up all the same. */
static enum err with_urgent(struct call *call, struct queue *queue, struct fault *why)
{
    enum { URGENT = 2 };
    struct queue urgent = { 0 };
    struct task_view *all;
    size_t count = queue->count;
    enum err err = queue->more ? read_queue(call, URGENT, &urgent, why) : ERR_OK;

    if (err || !urgent.count) return err;
    all = arena_array(call->arena, struct task_view, queue->count + urgent.count);
    if (!all) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < queue->count; i++) all[i] = queue->at[i];
    for (size_t i = 0; i < urgent.count; i++)
        if (!stands_in(queue, urgent.at[i].id)) all[count++] = urgent.at[i];
    queue->at = all;
    queue->count = count;
    return ERR_OK;
}

enum err dispatch_queue(struct call *call, struct fault *why)
{
    struct queue queue = { 0 };
    enum err err = read_queue(call, 0, &queue, why);

    if (!err) err = with_urgent(call, &queue, why);
    if (err) return err;
    if (queue.count) qsort(queue.at, queue.count, sizeof *queue.at, by_urgency);
    json_list(&call->out, "items");
    for (size_t i = 0; i < queue.count; i++) {
        json_object(&call->out, NULL);
        view_task_row(call, &queue.at[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    json_bool(&call->out, "more", queue.more);
    json_int(&call->out, "target", org_setting(call->org, "dispatch.target", 300));
    return ERR_OK;
}

/* ── Who is near ───────────────────────────────────────────────────────── */

static int nearest_first(const void *a, const void *b)
{
    const struct near_person *x = a, *y = b;

    if (x->distance_m != y->distance_m) return x->distance_m < y->distance_m ? -1 : 1;
    return (x->account_id > y->account_id) - (x->account_id < y->account_id);
}

enum err near_people(struct call *call, int32_t lon_e6, int32_t lat_e6, int64_t radius_m, size_t limit, struct near_person **out, size_t *count,
                     struct fault *why)
{
    const double metres = 0.111320;   /* of a millionth of a degree of latitude */
    double wide = cos((double)lat_e6 / 1e6 * 3.14159265358979 / 180.0);
    int32_t up = (int32_t)lround((double)radius_m / metres), across = (int32_t)lround((double)radius_m / (metres * (wide > 0.1 ? wide : 0.1)));
    struct near_person *all;
    size_t found, kept = 0;
    enum err err = near_box(call->db, call->arena, lat_e6 - up, lat_e6 + up, lon_e6 - across, lon_e6 + across, &all, &found, why);

    if (err) return err;
    for (size_t i = 0; i < found; i++) {
        all[i].distance_m = desk_distance_m(lon_e6, lat_e6, all[i].lon_e6, all[i].lat_e6);
        if (all[i].distance_m <= (double)radius_m && user_may(call->org, call->user, RIGHT_CASE_DISPATCH, all[i].unit_id)) all[kept++] = all[i];
    }
    if (kept) qsort(all, kept, sizeof *all, nearest_first);
    if (kept > limit) kept = limit;
    for (size_t i = 0; !err && i < kept; i++) err = near_open_tasks(call->db, call->arena, all[i].account_id, &all[i].open_tasks, why);
    *out = all;
    *count = kept;
    return err;
}

enum err near_list(struct call *call, struct fault *why)
{
    int64_t fresh_ms = org_setting(call->org, "position.fresh", 30) * MS_PER_MINUTE, radius = org_setting(call->org, "near.radius", 3000);
    double lon = json_get_number(call->query, "lon", 0), lat = json_get_number(call->query, "lat", 0);
    struct near_person *people;
    struct place place;
    size_t count;
    enum err err;

    if (!world_locate(app_of(call)->world, lon, lat, &place))
        return fault_field(why, STR("lon"), fault_set(why, ERR_UNPROCESSABLE, "位置不在本市范围内", "the position lies outside the city"));
    err = near_people(call, (int32_t)lround(lon * 1e6), (int32_t)lround(lat * 1e6), radius, (size_t)org_setting(call->org, "near.people", 12), &people, &count, why);
    if (err) return err;
    json_int(&call->out, "radius_m", radius);
    json_list(&call->out, "items");
    for (size_t i = 0; i < count; i++) {
        const struct near_person *one = &people[i];
        json_object(&call->out, NULL);
        json_id(&call->out, "id", one->account_id);
        json_str(&call->out, "name", one->name);
        view_unit(call, "unit", one->unit_id);
        json_int(&call->out, "distance_m", (int64_t)lround(one->distance_m));
        json_int(&call->out, "open_tasks", one->open_tasks);
        json_double(&call->out, "lon", (double)one->lon_e6 / 1e6, 6);
        json_double(&call->out, "lat", (double)one->lat_e6 / 1e6, 6);
        json_time(&call->out, "at", one->fix_at);
        json_bool(&call->out, "fresh", call->now_ms - one->fix_at <= fresh_ms);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}
