/*
 * simulate_city.c - learning the city.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "commands/simulate_city.h"

#include "commands/inside.h"

static enum err no_memory(struct fault *why)
{
    return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
}

struct str sim_login(struct api *api, struct arena *arena, struct str user, struct str password)
{
    struct request request = { .ask = ASK_LOGIN, .path = "/api/session" };
    struct json_out out;
    struct buf buf;
    struct reply reply;

    buf_init(&buf, arena, 0);
    json_begin(&out, &buf);
    json_object(&out, NULL);
    json_str(&out, "user", user);
    json_str(&out, "password", password);
    json_close(&out);
    request.body = buf_done(&buf);
    api_call(api, arena, &request, &reply);
    return reply.status == 200 ? reply.cookie : STR_NONE;
}

struct learner { struct api *api; struct arena *arena; struct str viewer, sysadmin; };

static const struct json_t *list_of(struct learner *l, struct str token, struct str path, const char *name)
{
    struct request request = { .ask = ASK_READ, .path = path.at, .token = token };
    struct reply reply;

    if (!path.at) return NULL;
    api_call(l->api, l->arena, &request, &reply);
    return reply.status == 200 ? json_get(reply.body, name) : NULL;
}

/* ── Grids ─────────────────────────────────────────────────────────────── */

static enum err learn_grids(struct learner *l, struct sim_street *street, size_t at, struct fault *why)
{
    const struct sim_community *community = &street->communities[at];
    const struct json_t *features = list_of(l, l->viewer, str_format(l->arena, "/api/map/areas?level=grid&parent=%.*s", STR_ARG(community->id)),
                                            "features");
    size_t count = json_count(features);
    struct sim_grid *more = arena_array(l->arena, struct sim_grid, street->grid_count + count + 1);

    if (!more) return no_memory(why);
    for (size_t i = 0; i < street->grid_count; i++) more[i] = street->grids[i];
    street->grids = more;
    for (size_t i = 0; i < count; i++) {
        struct inside place;
        if (!inside_polygon(l->arena, json_get(json_at(features, i), "geometry"), &place)) continue;
        more[street->grid_count++] = (struct sim_grid){ place.lon, place.lat, place.reach / 2, at };
    }
    return ERR_OK;
}

/* ── Units and people ──────────────────────────────────────────────────── */

static bool is_worker_login(struct str login)
{
    return login.len > 1 && login.at[0] == 'w' && login.at[1] >= '0' && login.at[1] <= '9';
}

static void learn_workers(struct learner *l, struct sim_community *community)
{
    const struct json_t *accounts = list_of(l, l->sysadmin, str_format(l->arena, "/api/accounts?limit=200&unit=%.*s", STR_ARG(community->id)), "items");

    for (size_t i = 0; i < json_count(accounts) && community->worker_count < WORKERS_MAX; i++) {
        struct str login = json_get_str(json_at(accounts, i), "login");
        if (is_worker_login(login)) community->workers[community->worker_count++] = login;
    }
}

static enum err learn_street(struct learner *l, const struct json_t *unit, struct sim_street *out, struct fault *why)
{
    struct sim_street street = { .id = json_get_str(unit, "id"), .code = json_get_str(unit, "code"), .name = json_get_str(unit, "name") };
    const struct json_t *children = list_of(l, l->viewer, str_format(l->arena, "/api/units?limit=200&kind=community&within=%.*s", STR_ARG(street.id)), "items");
    size_t count = json_count(children);

    street.district = str_sub(street.code, 0, 6);
    street.communities = arena_array(l->arena, struct sim_community, count + 1);
    if (!street.communities) return no_memory(why);
    for (size_t i = 0; i < count; i++) {
        struct sim_community *community = &street.communities[street.community_count++];
        enum err err;
        *community = (struct sim_community){ .id = json_get_str(json_at(children, i), "id"), .code = json_get_str(json_at(children, i), "code") };
        learn_workers(l, community);
        err = learn_grids(l, &street, i, why);
        if (err) return err;
    }
    if (!street.community_count || !street.grid_count)
        return fault_set(why, ERR_NOT_FOUND, "%.*s没有社区或网格", "%.*s has no communities or grids", STR_ARG(street.code));
    *out = street;
    return ERR_OK;
}

/* Which street the easy logins belong to. */
static struct str home_of(struct learner *l, struct str token)
{
    struct request request = { .ask = ASK_READ, .path = "/api/session", .token = token };
    struct reply reply;

    api_call(l->api, l->arena, &request, &reply);
    return json_get_str(json_get(reply.body, "unit"), "code");
}

enum err sim_city_learn(struct api *api, struct arena *arena, struct str password, struct chance *chance, size_t want, struct sim_city *out,
                        struct fault *why)
{
    struct learner l = { api, arena, sim_login(api, arena, STR("viewer"), password), sim_login(api, arena, STR("sysadmin"), password) };
    struct str dispatch = sim_login(api, arena, STR("dispatch"), password), home;
    const struct json_t *units;
    size_t count, first;
    enum err err = ERR_OK;

    if (!l.viewer.len || !l.sysadmin.len || !dispatch.len)
        return fault_set(why, ERR_NOT_FOUND, "无法以演示账号登录（%s），请确认地址、口令和 shao init --demo", "the demo accounts cannot log in at %s; "
                         "check the address, the password and that the city was made with --demo", api->url);
    home = home_of(&l, dispatch);
    units = list_of(&l, l.viewer, STR("/api/units?kind=street&limit=200"), "items");
    count = json_count(units);
    if (!count) return fault_set(why, ERR_NOT_FOUND, "没有街道", "there are no streets");
    if (want > count) want = count;
    out->streets = arena_array(arena, struct sim_street, want);
    if (!out->streets) return no_memory(why);
    first = chance_below(chance, count);
    for (size_t i = 0; i < count; i++)
        if (str_eq(json_get_str(json_at(units, i), "code"), home)) first = i;
    /* Every k-th street from the demo's on: spread over the city. */
    for (out->count = 0; !err && out->count < want; out->count++)
        err = learn_street(&l, json_at(units, (first + out->count * count / want) % count), &out->streets[out->count], why);
    return err;
}
