/*
 * org_test.c - the tree, who reaches what, desks, and what may not be.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "town.h"

#include <stdio.h>
#include <string.h>

#include "base/crypto.h"

/* ── The tree ──────────────────────────────────────────────────────────── */

static void subtrees(void **state)
{
    static const struct { const char *name; int64_t unit, root; bool within; } cases[] = {
        { "a unit is in itself", ZHUJIANG, ZHUJIANG, true },
        { "a community in its street", ZHUJIANG_EAST, ZHUJIANG, true },
        { "in its district", ZHUJIANG_EAST, XUANWU, true },
        { "in the city", ZHUJIANG_EAST, CITY, true },
        { "a street is not in its community", ZHUJIANG, ZHUJIANG_EAST, false },
        { "a street is not in the next district", ZHUJIANG, PUKOU, false },
        { "a team in its street", ZHUJIANG_TEAM, ZHUJIANG, true },
        { "a team is not in its neighbour", ZHUJIANG_TEAM, ZHUJIANG_COMMAND, false },
        { "a steered street in its statutory district", TAISHAN, PUKOU, true },
        { "a steered street in its steering district", TAISHAN, JIANGBEI, true },
        { "a steered community too", TAISHAN_NORTH, JIANGBEI, true },
        { "a steered team too", TAISHAN_TEAM, JIANGBEI, true },
        { "a department of the statutory district is not", PUKOU_URBAN, JIANGBEI, false },
        { "the statutory district is not", PUKOU, JIANGBEI, false },
        { "a street that is not steered is not", ZHUJIANG, JIANGBEI, false },
        { "a steering district's centre is in it", JIANGBEI_CENTER, JIANGBEI, true },
        { "and not in the statutory district", JIANGBEI_CENTER, PUKOU, false },
        { "the steering district is in the city", JIANGBEI, CITY, true },
        { "nobody is in an unknown unit", ZHUJIANG, 4711, false },
        { "an unknown unit is nowhere", 4711, CITY, false },
        { "nor is none", 0, CITY, false },
    };
    const struct town *town = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (org_within(town->org, cases[i].unit, cases[i].root) != cases[i].within) fail_msg("%s", cases[i].name);
    }
}

static void look_ups(void **state)
{
    const struct town *town = *state;
    const struct unit *unit = org_unit_by_code(town->org, STR("320102002"));

    assert_int_equal(org_unit_count(town->org), 14);
    assert_non_null(unit);
    assert_int_equal(unit->id, ZHUJIANG);
    assert_int_equal(unit->kind, UNIT_STREET);
    assert_true(str_is(unit->name, "珠江路街道"));
    assert_int_equal(org_unit_of(town->org, ZHUJIANG, STR("enforcement"))->id, ZHUJIANG_TEAM);
    assert_int_equal(org_unit_of(town->org, XUANWU, STR("center"))->id, XUANWU_CENTER);
    assert_null(org_unit_of(town->org, ZHUJIANG, STR("urban")));
    assert_null(org_unit_of(town->org, 4711, STR("urban")));
    assert_null(org_unit_by_code(town->org, STR("")));
    assert_null(org_unit(town->org, 0));
    for (size_t i = 1; i < org_unit_count(town->org); i++)
        assert_true(org_unit_at(town->org, i - 1)->id < org_unit_at(town->org, i)->id);
    assert_int_equal(unit_kind_from(STR("steering")), UNIT_STEERING);
    assert_int_equal(unit_kind_from(STR("planet")), UNIT__KINDS);
}

static enum err orphan(struct db *db, struct store_job *job, struct fault *why)
{
    const struct unit *units = job->arg;
    enum err err = org_unit_insert(db, &units[0], why);

    return err ? err : org_unit_insert(db, &units[1], why);
}

/* A forest of several thousand units, against walking up by hand. */
static void large_tree_agrees_with_walking(void **state)
{
    enum { FIRST = 10000, COUNT = 3000 };
    struct town *town = *state;
    struct org *org;
    struct db *db;
    uint64_t seed = 7;

    for (int i = 0; i < COUNT; i += 2) {
        char codes[2][16];
        struct unit units[2];
        for (int k = 0; k < 2; k++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            int64_t parent = i + k == 0 ? CITY : FIRST + (int64_t)((seed >> 33) % (uint64_t)(i + k));
            (void)snprintf(codes[k], sizeof codes[k], "u%d", i + k);
            units[k] = (struct unit){ FIRST + i + k, str_from_c(codes[k]), STR(""), STR("x"), UNIT_TEAM, parent, 0, 0, 0 };
        }
        town_do(town, orphan, units);
    }
    db = store_reader_take(town->store);
    assert_int_equal(org_load(db, &org, NULL), ERR_OK);
    store_reader_give(town->store, db);
    for (int i = 0; i < 20000; i++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        int64_t unit = FIRST + (int64_t)((seed >> 20) % COUNT), root = FIRST + (int64_t)((seed >> 40) % COUNT);
        bool below = false;
        for (const struct unit *up = org_unit(org, unit); up; up = org_unit(org, up->parent_id)) below = below || up->id == root;
        assert_int_equal(org_within(org, unit, root), below);
    }
    org_unref(org);
}

/* ── Users and desks ───────────────────────────────────────────────────── */

static const struct user *user_of(struct town *town, int64_t id)
{
    const struct user *user = NULL;
    struct db *db = store_reader_take(town->store);
    struct fault why = { 0 };

    if (org_user(db, town->arena, town->org, id, &user, &why)) fail_msg("%s", why.en);
    store_reader_give(town->store, db);
    return user;
}

static void rights_reach_the_subtree(void **state)
{
    static const struct { const char *name; int64_t account; enum right right; int64_t unit; bool may; } cases[] = {
        { "the dispatcher at the street", DISPATCHER, RIGHT_CASE_DISPATCH, ZHUJIANG, true },
        { "and in its communities", DISPATCHER, RIGHT_CASE_DISPATCH, ZHUJIANG_EAST, true },
        { "not in the district", DISPATCHER, RIGHT_CASE_DISPATCH, XUANWU, false },
        { "not in another street", DISPATCHER, RIGHT_CASE_DISPATCH, TAISHAN, false },
        { "no right the role lacks", DISPATCHER, RIGHT_CASE_COMMAND, ZHUJIANG, false },
        { "the steering district dispatches its street", STEERER, RIGHT_CASE_DISPATCH, TAISHAN, true },
        { "not its statutory district's department", STEERER, RIGHT_CASE_DISPATCH, PUKOU_URBAN, false },
        { "the statutory district sees it too", PUKOU_VIEWER, RIGHT_CASE_READ, TAISHAN_NORTH, true },
        { "but dispatches nothing", PUKOU_VIEWER, RIGHT_CASE_DISPATCH, TAISHAN, false },
        { "the system administrator reads no case", SYSADMIN, RIGHT_CASE_READ, CITY, false },
        { "and grants nothing", SYSADMIN, RIGHT_ADMIN_GRANT, CITY, false },
        { "the security administrator makes no account", SECADMIN, RIGHT_ADMIN_ACCOUNT, CITY, false },
        { "the auditor only reads", AUDITOR, RIGHT_ADMIN_ACCOUNT, CITY, false },
        { "someone without a role is logged in", IDLER, RIGHT_LOGIN, ZHUJIANG, true },
        { "and no more", IDLER, RIGHT_CASE_READ, ZHUJIANG, false },
    };
    struct town *town = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct user *user = user_of(town, cases[i].account);
        if (user_may(town->org, user, cases[i].right, cases[i].unit) != cases[i].may) fail_msg("%s", cases[i].name);
    }
    assert_true(user_has(user_of(town, DISPATCHER), RIGHT_CASE_DISPATCH));
    assert_false(user_has(user_of(town, WORKER), RIGHT_CASE_DISPATCH));
    assert_false(user_has(&(struct user){ 0 }, RIGHT_LOGIN));
    assert_true(user_has(&(struct user){ 0 }, RIGHT_NONE));
}

static void desks_of_users(void **state)
{
    struct town *town = *state;
    const struct user *worker = user_of(town, WORKER), *dispatcher = user_of(town, DISPATCHER);

    assert_int_equal(worker->desk_count, 2);
    assert_true(str_is(worker->desks[0].role, "worker"));
    assert_int_equal(worker->desks[0].place_id, GRID_ONE);
    assert_int_equal(worker->desks[1].place_id, GRID_TWO);
    assert_int_equal(dispatcher->desk_count, 1);
    assert_int_equal(dispatcher->desks[0].place_id, ZHUJIANG);
    assert_int_equal(user_of(town, PUKOU_VIEWER)->desk_count, 0);
    assert_true(user_of(town, NEWCOMER)->must_change);
}

static enum err duty(struct db *db, struct store_job *job, struct fault *why)
{
    int step = *(int *)job->arg;

    if (step == 0) return org_duty_begin(db, WORKER, ZHUJIANG_EAST, 1000, why);
    if (step == 1) return org_duty_fix(db, WORKER, 118796000, 32058000, 2000, why);
    return org_duty_end(db, WORKER, 3000, why);
}

static struct member only_member(struct town *town, const char *role, int64_t place, size_t expected)
{
    struct db *db = store_reader_take(town->store);
    struct member *members;
    size_t count = 99;

    assert_int_equal(org_desk_members(db, town->arena, str_from_c(role), place, 5000, &members, &count, NULL), ERR_OK);
    store_reader_give(town->store, db);
    assert_int_equal(count, expected);
    return count ? members[0] : (struct member){ 0 };
}

static void members_of_desks(void **state)
{
    struct town *town = *state;
    struct member member = only_member(town, "worker", GRID_TWO, 1);
    int step = 0;

    assert_int_equal(member.account_id, WORKER);
    assert_false(member.on_duty || member.has_fix);
    town_do(town, duty, &step);
    step = 1;
    town_do(town, duty, &step);
    member = only_member(town, "worker", GRID_ONE, 1);
    assert_true(member.on_duty && member.has_fix);
    assert_int_equal(member.lon_e6, 118796000);
    step = 2;
    town_do(town, duty, &step);
    member = only_member(town, "worker", GRID_ONE, 1);
    assert_false(member.on_duty || member.has_fix);
    assert_int_equal(only_member(town, "handle", ZHUJIANG_TEAM, 1).account_id, HANDLER);
    assert_true(only_member(town, "leader", ZHUJIANG_TEAM, 1).leader);
    (void)only_member(town, "handle", ZHUJIANG, 0);      /* a desk is the unit itself, not its subtree */
    (void)only_member(town, "dispatch", GRID_ONE, 0);
    (void)only_member(town, "worker", ZHUJIANG_EAST, 0); /* workers wait at grids, not at their community */
    (void)only_member(town, "viewer", PUKOU, 0);         /* not a desk role */
}

static void duty_has_an_order(void **state)
{
    struct town *town = *state;
    struct fault why = { 0 };
    int step = 2;

    assert_int_equal(store_transact(town->store, 0, duty, &step, &why), ERR_CONFLICT);
    step = 1;
    assert_int_equal(store_transact(town->store, 0, duty, &step, &why), ERR_CONFLICT);
    step = 0;
    town_do(town, duty, &step);
    assert_int_equal(store_transact(town->store, 0, duty, &step, &why), ERR_CONFLICT);
}

/* ── What may not be ───────────────────────────────────────────────────── */

struct wish { const struct town *town; int64_t account; const char *role; };

static enum err wish_grant(struct db *db, struct store_job *job, struct fault *why)
{
    const struct wish *wish = job->arg;

    return org_grant_allowed(db, wish->town->org, wish->account, str_from_c(wish->role), why);
}

static void three_offices_stay_apart(void **state)
{
    static const struct { const char *name; int64_t account; const char *role; enum err err; } cases[] = {
        { "an officer takes a second role", HANDLER, "leader", ERR_OK },
        { "someone without a role becomes auditor", IDLER, "auditor", ERR_OK },
        { "an officer may not audit", HANDLER, "auditor", ERR_CONFLICT },
        { "the system administrator may not grant", SYSADMIN, "secadmin", ERR_CONFLICT },
        { "nor handle cases", SYSADMIN, "handle", ERR_CONFLICT },
        { "the same office at another unit is fine", SECADMIN, "secadmin", ERR_OK },
        { "a role that is none", HANDLER, "emperor", ERR_UNPROCESSABLE },
    };
    struct town *town = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct wish wish = { town, cases[i].account, cases[i].role };
        struct fault why = { 0 };
        if (store_transact(town->store, 0, wish_grant, &wish, &why) != cases[i].err) fail_msg("%s: %s", cases[i].name, why.en);
    }
}

static enum err insert_double(struct db *db, struct store_job *job, struct fault *why)
{
    (void)job;
    return org_account_insert(db, &(struct account_new){ .id = 999, .login = STR("worker"), .name = STR("x"), .unit_id = CITY }, why);
}

static enum err load_text(struct db *db, struct store_job *job, struct fault *why)
{
    return org_roles_load(db, *(struct str *)job->arg, why);
}

static void wrong_rows_are_refused(void **state)
{
    struct town *town = *state;
    struct fault why = { 0 };
    struct str right = STR("role,zh,en,desk,apart,rights\nx,甲,X,none,0,case.read case.fly\n");
    struct str desk = STR("role,zh,en,desk,apart,rights\nx,甲,X,moon,0,case.read\n");

    assert_int_equal(store_transact(town->store, 0, insert_double, NULL, &why), ERR_CONFLICT);
    assert_non_null(strstr(why.en, "worker"));
    assert_int_equal(store_transact(town->store, 0, load_text, &right, &why), ERR_INVALID);
    assert_non_null(strstr(why.en, "case.fly"));
    assert_int_equal(why.at, 2);
    assert_int_equal(store_transact(town->store, 0, load_text, &desk, &why), ERR_INVALID);
    assert_true(user_has(user_of(town, DISPATCHER), RIGHT_CASE_DISPATCH));   /* the refused files changed nothing */
}

static void phones_are_sealed(void **state)
{
    struct town *town = *state;
    unsigned char key[CRYPTO_KEY_SIZE] = { 1 }, other[CRYPTO_KEY_SIZE] = { [31] = 2 };
    struct str sealed, again, phone = STR("13800001234"), opened;

    assert_int_equal(org_phone_seal(town->arena, key, phone, &sealed), ERR_OK);
    assert_int_equal(org_phone_seal(town->arena, key, phone, &again), ERR_OK);
    assert_false(str_eq(sealed, again));
    assert_true(str_find(sealed, phone) < 0);
    assert_int_equal(org_phone_open(town->arena, key, sealed, &opened), ERR_OK);
    assert_true(str_eq(opened, phone));
    assert_int_equal(org_phone_open(town->arena, other, sealed, &opened), ERR_INVALID);
    assert_int_equal(org_phone_open(town->arena, key, STR("00"), &opened), ERR_INVALID);
}

static void settings_and_roles(void **state)
{
    const struct town *town = *state;

    assert_int_equal(org_setting(town->org, "login.failures_max", 1), 5);
    assert_int_equal(org_setting(town->org, "no.such", 77), 77);
    assert_in_range(org_role_count(town->org), 18, 64);
    assert_null(org_role(town->org, STR("emperor")));
    assert_true(org_role(town->org, STR("auditor"))->apart);
    assert_int_equal(org_role(town->org, STR("worker"))->desk, ROLE_DESK_GRID);
    for (int right = 0; right < RIGHT__COUNT; right++) assert_int_equal(right_from_key(str_from_c(right_key((enum right)right))), right);
    assert_int_equal(right_from_key(STR("case")), RIGHT__COUNT);
}

/* ── Trouble ───────────────────────────────────────────────────────────── */

static enum err load(struct town *town, struct org **out)
{
    struct fault why = { 0 };
    struct db *db = store_reader_take(town->store);
    enum err err = org_load(db, out, &why);

    store_reader_give(town->store, db);
    if (err) assert_true(why.code != ERR_OK && why.en[0]);
    return err;
}

/* Each statement and each allocation fails once: an error and nothing else comes out. */
static void loading_survives_every_failure(void **state)
{
    struct town *town = *state;
    struct org *org = NULL;
    size_t statements = 0, allocations = 0;

    for (store_fail_after(1, ERR_STORE); load(town, &org) != ERR_OK; store_fail_after(statements + 1, ERR_STORE)) {
        assert_null(org);
        statements++;
    }
    store_fail_after(0, ERR_OK);
    org_unref(org);
    assert_in_range(statements, 4, 8);   /* units, roles, rights, settings, and what begins the snapshot */
    org = NULL;
    for (arena_fail_after(1); load(town, &org) != ERR_OK; arena_fail_after(allocations + 1)) {
        assert_null(org);
        allocations++;
        assert_true(allocations < 5000);
    }
    arena_fail_after(0);
    org_unref(org);
    assert_true(allocations > 20);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TOWN_TEST(subtrees), TOWN_TEST(look_ups), TOWN_TEST(large_tree_agrees_with_walking), TOWN_TEST(rights_reach_the_subtree),
        TOWN_TEST(desks_of_users), TOWN_TEST(members_of_desks), TOWN_TEST(duty_has_an_order), TOWN_TEST(three_offices_stay_apart),
        TOWN_TEST(wrong_rows_are_refused), TOWN_TEST(phones_are_sealed), TOWN_TEST(settings_and_roles), TOWN_TEST(loading_survives_every_failure),
    };

    return town_run("org", tests, COUNT_OF(tests));
}
