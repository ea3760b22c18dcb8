/*
 * grid_duty_list.c - who of an area is on duty: the grid workers of a street or community on one day.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/grid_duty_store.h"
#include "modules/grid/grid_handlers.h"
#include "modules/grid/grid_view.h"

enum { PEOPLE_MAX = 2000, GRIDS_SHOWN = 3 };

/* A worker of the area; `at` is the first of its rows in `rows`, which stand by grid. */
struct present { struct grid_person person; const struct grid_row *grids[GRIDS_SHOWN]; size_t grid_count; bool out_of_grids, late, clock_wrong, came; };
struct presence { struct present *people; size_t count; struct duty_mark *marks; size_t mark_count; bool positions; };

static struct present *find(struct presence *all, int64_t account_id)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->people[i].person.account_id == account_id) return &all->people[i];
    return NULL;
}

static enum err add_community(struct call *call, int64_t community_id, struct presence *all, struct fault *why)
{
    const struct grids *grids = world_grids(app_of(call)->world);
    struct grid_person *people;
    size_t count;
    enum err err = grid_people(call->db, call->arena, community_id, &people, &count, why);

    for (size_t i = 0; !err && i < count; i++) {
        const struct grid_row *grid = grids_find(grids, people[i].grid_id);
        struct present *one = find(all, people[i].account_id);
        if (!grid || grid->retired_at) continue;
        if (!one && all->count == PEOPLE_MAX) return fault_set(why, ERR_TOO_LARGE, "人数过多，请选择一个社区", "too many people; choose a community");
        if (!one) {
            one = &all->people[all->count++];
            *one = (struct present){ .person = people[i] };
        }
        if (one->grid_count < GRIDS_SHOWN) one->grids[one->grid_count] = grid;
        one->grid_count++;
    }
    return err;
}

static enum err gather(struct call *call, const struct day_scope *scope, struct presence *all, struct fault *why)
{
    enum err err;

    all->people = arena_array(call->arena, struct present, PEOPLE_MAX);
    if (!all->people) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = scope->area->kind == UNIT_COMMUNITY ? add_community(call, scope->area->id, all, why) : ERR_OK;
    for (size_t i = 0; !err && scope->area->kind == UNIT_STREET && i < org_unit_count(call->org); i++) {
        const struct unit *unit = org_unit_at(call->org, i);
        if (unit->kind == UNIT_COMMUNITY && unit->street_id == scope->area->id) err = add_community(call, unit->id, all, why);
    }
    if (!err) err = duty_marks_on(call->db, call->arena, scope->street->id, scope->day, &all->marks, &all->mark_count, why);
    all->positions = user_may(call->org, call->user, RIGHT_GRID_TEND, scope->area->id) || user_may(call->org, call->user, RIGHT_CASE_DISPATCH, scope->area->id);
    return err;
}

/* What the marks of the day say about each. */
static void judge(struct call *call, struct presence *all)
{
    int64_t most = org_setting(call->org, "phone.skew", 120);

    for (size_t i = 0; i < all->mark_count; i++) {
        const struct duty_mark *mark = &all->marks[i];
        struct present *one = find(all, mark->account_id);
        if (!one) continue;
        one->came = true;
        one->out_of_grids |= mark->has_inside && !mark->inside;
        one->late |= mark->moment.at - mark->moment.done_at >= MS_PER_MINUTE;
        one->clock_wrong |= mark->moment.has_skew && (mark->moment.skew_s > most || mark->moment.skew_s < -most);
    }
}

static void write_person(struct call *call, const struct presence *all, const struct present *one, bool today)
{
    struct json_out *out = &call->out;

    json_object(out, NULL);
    json_id(out, "id", one->person.account_id);
    json_str(out, "name", one->person.name);
    json_list(out, "grids");
    for (size_t i = 0; i < one->grid_count && i < GRIDS_SHOWN; i++) grid_write_ref(call, NULL, one->grids[i]);
    json_close(out);
    json_int(out, "grid_count", (int64_t)one->grid_count);
    json_bool(out, "on", today && one->person.on_duty);
    grid_write_fix(call, "position", &one->person.fix, today && one->person.on_duty && all->positions);
    json_list(out, "marks");
    for (size_t i = 0; i < all->mark_count; i++)
        if (all->marks[i].account_id == one->person.account_id) duty_write_mark(call, &all->marks[i], all->positions);
    json_close(out);
    json_close(out);
}

static void write_counts(struct json_out *out, const struct presence *all, bool today)
{
    int64_t on = 0, came = 0, outside = 0, late = 0, wrong = 0;

    for (size_t i = 0; i < all->count; i++) {
        const struct present *one = &all->people[i];
        on += today && one->person.on_duty;
        came += one->came || (today && one->person.on_duty);
        outside += one->out_of_grids;
        late += one->late;
        wrong += one->clock_wrong;
    }
    json_object(out, "counts");
    json_int(out, "people", (int64_t)all->count);
    json_int(out, "on", on);
    json_int(out, "came", came);
    json_int(out, "outside", outside);
    json_int(out, "late", late);
    json_int(out, "clock_wrong", wrong);
    json_close(out);
}

/* GET /api/duty/day: those on duty first, then those who came, then the others. */
enum err duty_day(struct call *call, struct fault *why)
{
    struct presence all = { 0 };
    struct day_scope scope;
    bool today;
    enum err err = day_scope(call, RIGHT_GRID_DAY, &scope, why);

    if (!err) err = gather(call, &scope, &all, why);
    if (err) return err;
    judge(call, &all);
    today = scope.day.since_epoch == day_of_ms(call->now_ms).since_epoch;
    day_write(&call->out, "day", scope.day);
    grid_write_unit(call, "area", scope.area->id);
    write_counts(&call->out, &all, today);
    json_list(&call->out, "items");
    for (int turn = 0; turn < 3; turn++)
        for (size_t i = 0; i < all.count; i++) {
            bool on = today && all.people[i].person.on_duty;
            if (turn == (on ? 0 : all.people[i].came ? 1 : 2)) write_person(call, &all, &all.people[i], today);
        }
    json_close(&call->out);
    return ERR_OK;
}
