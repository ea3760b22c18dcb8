/*
 * login_test.c - passwords, lock-out, sessions and keys, with the clock in the test's hand.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "town.h"

#include <stdio.h>
#include <string.h>

#include "base/civil.h"

enum { NOON = 1000000000 };

struct attempt { const struct town *town; struct login *login; };

static enum err apply_login(struct db *db, struct store_job *job, struct fault *why)
{
    struct attempt *attempt = job->arg;

    return login_apply(db, attempt->town->org, attempt->login, why);
}

static struct login log_in(struct town *town, const char *name, const char *password, int64_t now_ms)
{
    struct login login = { .name = str_from_c(name), .password = str_from_c(password), .now_ms = now_ms };
    struct attempt attempt = { town, &login };
    struct db *db = store_reader_take(town->store);

    assert_int_equal(login_prepare(db, town->arena, &login, NULL), ERR_OK);
    store_reader_give(town->store, db);
    town_do(town, apply_login, &attempt);
    return login;
}

static enum err find_session(struct town *town, const char *token, int64_t now_ms, struct session *out)
{
    struct fault why = { 0 };
    struct db *db = store_reader_take(town->store);
    enum err err = session_find(db, town->arena, town->org, str_from_c(token), now_ms, out, &why);

    store_reader_give(town->store, db);
    if (err) assert_true(why.zh[0] && why.en[0]);
    return err;
}

static void right_password_opens_a_session(void **state)
{
    struct town *town = *state;
    struct login login = log_in(town, "worker", TOWN_PASSWORD, NOON), second = log_in(town, "worker", TOWN_PASSWORD, NOON);
    struct session session;

    assert_int_equal(login.result, ERR_OK);
    assert_int_equal(login.account_id, WORKER);
    assert_int_equal(strlen(login.token), 64);
    assert_string_not_equal(login.token, second.token);
    assert_int_equal(find_session(town, login.token, NOON, &session), ERR_OK);
    assert_int_equal(session.account_id, WORKER);
    assert_int_equal(session.ends_ms, NOON + 30 * MS_PER_MINUTE);
    assert_int_equal(find_session(town, "0000", NOON, &session), ERR_UNAUTHORIZED);
}

static void wrong_logins_look_alike(void **state)
{
    static const struct { const char *name, *login, *password; } cases[] = {
        { "wrong password", "worker", "Wrong-Pass-1" },  { "unknown name", "nobody", TOWN_PASSWORD },
        { "system without password", "camera", "" },     { "empty name", "", "" },
        { "other letters", "WORKER", TOWN_PASSWORD },
    };
    struct town *town = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct login login = log_in(town, cases[i].login, cases[i].password, NOON);
        struct fault why = { 0 };
        struct session session;
        if (login.result != ERR_UNAUTHORIZED || login_fault(&login, &why) != ERR_UNAUTHORIZED) fail_msg("%s", cases[i].name);
        assert_string_equal(why.en, "wrong user name or password");
        assert_int_equal(find_session(town, login.token, NOON, &session), ERR_UNAUTHORIZED);
    }
}

static void five_failures_lock_the_name(void **state)
{
    static const char *const names[] = { "worker", "nobody" };   /* whether or not it exists */
    struct town *town = *state;
    struct fault why = { 0 };

    for (size_t n = 0; n < COUNT_OF(names); n++) {
        for (int i = 0; i < 5; i++) assert_int_equal(log_in(town, names[n], "wrong", NOON + i).result, ERR_UNAUTHORIZED);
        struct login login = log_in(town, names[n], TOWN_PASSWORD, NOON + 5);
        assert_int_equal(login.result, ERR_LOCKED);
        assert_int_equal(login_fault(&login, &why), ERR_LOCKED);
        assert_non_null(strstr(why.en, "15 minutes"));
        assert_int_equal(log_in(town, names[n], TOWN_PASSWORD, NOON + 15 * MS_PER_MINUTE).result, ERR_LOCKED);
    }
    assert_int_equal(log_in(town, "worker", TOWN_PASSWORD, NOON + 15 * MS_PER_MINUTE + 4).result, ERR_OK);
    assert_int_equal(log_in(town, "dispatcher", TOWN_PASSWORD, NOON + 5).result, ERR_OK);   /* nobody else is locked */
}

static void failures_are_forgotten(void **state)
{
    struct town *town = *state;

    for (int i = 0; i < 4; i++) (void)log_in(town, "worker", "wrong", NOON);
    assert_int_equal(log_in(town, "worker", TOWN_PASSWORD, NOON).result, ERR_OK);
    for (int i = 0; i < 4; i++) (void)log_in(town, "worker", "wrong", NOON);
    (void)log_in(town, "worker", "wrong", NOON + 16 * MS_PER_MINUTE);   /* long after the others */
    assert_int_equal(log_in(town, "worker", TOWN_PASSWORD, NOON + 16 * MS_PER_MINUTE).result, ERR_OK);
}

QUERY(TEST_DISABLE) = {
    .name = "test_disable",
    .sql = "UPDATE account SET state = 'disabled', version = version + 1 WHERE id = $1",
    .takes = { STORE_INT },
};

static enum err disable(struct db *db, struct store_job *job, struct fault *why)
{
    return store_run(db, &TEST_DISABLE, ARGS(arg_int(*(int64_t *)job->arg)), NULL, why);
}

static void disabled_accounts_are_out_at_once(void **state)
{
    struct town *town = *state;
    struct login before = log_in(town, "worker", TOWN_PASSWORD, NOON);
    int64_t id = WORKER;
    struct session session;

    town_do(town, disable, &id);
    assert_int_equal(find_session(town, before.token, NOON, &session), ERR_UNAUTHORIZED);
    assert_int_equal(log_in(town, "worker", TOWN_PASSWORD, NOON).result, ERR_FORBIDDEN);
    assert_int_equal(log_in(town, "worker", "wrong", NOON).result, ERR_UNAUTHORIZED);   /* says nothing to a stranger */
}

static void an_account_changed_meanwhile_does_not_log_in(void **state)
{
    struct town *town = *state;
    struct login login = { .name = STR("worker"), .password = STR(TOWN_PASSWORD), .now_ms = NOON };
    struct attempt attempt = { town, &login };
    struct db *db = store_reader_take(town->store);
    int64_t id = WORKER;

    assert_int_equal(login_prepare(db, town->arena, &login, NULL), ERR_OK);
    store_reader_give(town->store, db);
    town_do(town, disable, &id);
    assert_int_equal(store_transact(town->store, 0, apply_login, &attempt, NULL), ERR_CONFLICT);
}

static enum err touch(struct db *db, struct store_job *job, struct fault *why)
{
    const struct login *login = job->arg;
    char digest[TOKEN_TEXT];

    token_digest(str_from_c(login->token), digest);
    return session_touch(db, str_from_c(digest), login->now_ms, why);
}

static void sessions_end(void **state)
{
    struct town *town = *state;
    struct login login = log_in(town, "worker", TOWN_PASSWORD, NOON);
    struct session session;

    assert_int_equal(find_session(town, login.token, NOON + 30 * MS_PER_MINUTE - 1, &session), ERR_OK);
    assert_int_equal(find_session(town, login.token, NOON + 30 * MS_PER_MINUTE, &session), ERR_UNAUTHORIZED);
    for (int64_t at = NOON; at < NOON + 12 * MS_PER_HOUR; at += 20 * MS_PER_MINUTE) {   /* busy all day */
        login.now_ms = at;
        town_do(town, touch, &login);
        assert_int_equal(find_session(town, login.token, at + MS_PER_MINUTE, &session), ERR_OK);
    }
    assert_int_equal(session.ends_ms, NOON + 12 * MS_PER_HOUR);
    assert_int_equal(find_session(town, login.token, NOON + 12 * MS_PER_HOUR, &session), ERR_UNAUTHORIZED);
}

static enum err end_session(struct db *db, struct store_job *job, struct fault *why)
{
    const struct login *login = job->arg;

    return session_end(db, str_from_c(login->token), login->account_id, NOON, why);
}

static enum err sweep(struct db *db, struct store_job *job, struct fault *why)
{
    return session_sweep(db, *(int64_t *)job->arg, why);
}

QUERY(TEST_SESSIONS) = { .name = "test_sessions", .sql = "SELECT COUNT(*) FROM session", .gives = { STORE_INT } };
QUERY(TEST_TOKENS) = {
    .name = "test_tokens",
    .sql = "SELECT COUNT(*) FROM session WHERE digest = $1",
    .takes = { STORE_TEXT },
    .gives = { STORE_INT },
};

static int64_t count(struct town *town, const struct query *query, const char *text)
{
    struct db *db = store_reader_take(town->store);
    struct store_arg arg = arg_c(text);
    struct rows row;

    assert_int_equal(store_one(db, town->arena, query, &arg, text ? 1 : 0, &row, NULL), ERR_OK);
    store_reader_give(town->store, db);
    return row_int(&row, 0, 0);
}

static void logout_ends_one_and_sweeping_the_old(void **state)
{
    struct town *town = *state;
    struct login one = log_in(town, "worker", TOWN_PASSWORD, NOON), two = log_in(town, "worker", TOWN_PASSWORD, NOON + 1000);
    int64_t later = NOON + 12 * MS_PER_HOUR + 500;
    struct session session;

    assert_int_equal(count(town, &TEST_TOKENS, one.token), 0);   /* the table holds no token */
    town_do(town, end_session, &one);
    assert_int_equal(find_session(town, one.token, NOON, &session), ERR_UNAUTHORIZED);
    assert_int_equal(find_session(town, two.token, NOON, &session), ERR_OK);
    town_do(town, sweep, &later);
    assert_int_equal(count(town, &TEST_SESSIONS, NULL), 1);
    later += 1000;
    town_do(town, sweep, &later);
    assert_int_equal(count(town, &TEST_SESSIONS, NULL), 0);
}

static void weak_passwords(void **state)
{
    static const struct { const char *name, *login, *password; enum err err; } cases[] = {
        { "good", "worker", "Abcdefgh-1", ERR_OK },
        { "Chinese counts as signs", "worker", "街道网格员工作站Ab", ERR_OK },
        { "short", "worker", "Abcdef-1", ERR_UNPROCESSABLE },
        { "one kind", "worker", "abcdefghijkl", ERR_UNPROCESSABLE },
        { "two kinds", "worker", "abcdefghijk1", ERR_UNPROCESSABLE },
        { "holds the name", "worker", "My-worker-1", ERR_UNPROCESSABLE },
        { "empty", "worker", "", ERR_UNPROCESSABLE },
    };
    const struct town *town = *state;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct fault why = { 0 };
        if (password_check(town->org, str_from_c(cases[i].login), str_from_c(cases[i].password), &why) != cases[i].err)
            fail_msg("%s: %s", cases[i].name, why.en);
    }
}

static enum err apply_change(struct db *db, struct store_job *job, struct fault *why)
{
    return password_apply(db, job->arg, why);
}

static void changing_the_password_ends_the_other_sessions(void **state)
{
    struct town *town = *state;
    struct login here = log_in(town, "newcomer", TOWN_PASSWORD, NOON), there = log_in(town, "newcomer", TOWN_PASSWORD, NOON);
    struct password_change change = { .account_id = NEWCOMER, .old_password = STR("wrong"), .new_password = STR("Fresh-Pass-2"),
                                      .keep_token = str_from_c(here.token), .now_ms = NOON };
    struct db *db = store_reader_take(town->store);
    const struct user *user;
    struct session session;

    assert_int_equal(password_prepare(db, town->arena, town->org, &change, NULL), ERR_FORBIDDEN);
    change.old_password = change.new_password = STR(TOWN_PASSWORD);
    assert_int_equal(password_prepare(db, town->arena, town->org, &change, NULL), ERR_UNPROCESSABLE);
    change.new_password = STR("Fresh-Pass-2");
    assert_int_equal(password_prepare(db, town->arena, town->org, &change, NULL), ERR_OK);
    store_reader_give(town->store, db);
    town_do(town, apply_change, &change);
    assert_int_equal(store_transact(town->store, 0, apply_change, &change, NULL), ERR_CONFLICT);   /* made from an old row */
    assert_int_equal(find_session(town, here.token, NOON, &session), ERR_OK);
    assert_int_equal(find_session(town, there.token, NOON, &session), ERR_UNAUTHORIZED);
    assert_int_equal(log_in(town, "newcomer", TOWN_PASSWORD, NOON).result, ERR_UNAUTHORIZED);
    assert_int_equal(log_in(town, "newcomer", "Fresh-Pass-2", NOON).result, ERR_OK);
    db = store_reader_take(town->store);
    assert_int_equal(org_user(db, town->arena, town->org, NEWCOMER, &user, NULL), ERR_OK);
    store_reader_give(town->store, db);
    assert_false(user->must_change);
}

static enum err add_key(struct db *db, struct store_job *job, struct fault *why)
{
    return key_insert(db, job->arg, why);
}

static void keys_allow_no_more_than_both(void **state)
{
    struct town *town = *state;
    struct key_new camera = { 700, STR("k1-secret"), STR("camera"), STR("source.post case.command"), STR("camera"), CAMERA, 1, 0 };
    struct key_new gone = { 701, STR("k2-secret"), STR("gone"), STR("case.read"), STR("x"), WORKER, 1, 0 };
    const struct user *user;
    struct db *db;
    int64_t id = WORKER;

    town_do(town, add_key, &camera);
    town_do(town, add_key, &gone);
    town_do(town, disable, &id);
    db = store_reader_take(town->store);
    assert_int_equal(key_user(db, town->arena, town->org, STR("k1-secret"), &user, NULL), ERR_OK);
    assert_true(user->is_system);
    assert_true(str_is(user->source, "camera"));
    assert_true(user_has(user, RIGHT_SOURCE_POST));
    assert_false(user_has(user, RIGHT_CASE_COMMAND));   /* the account lacks it */
    assert_int_equal(key_user(db, town->arena, town->org, STR("k1-secre"), &user, NULL), ERR_UNAUTHORIZED);
    assert_int_equal(key_user(db, town->arena, town->org, STR("k2-secret"), &user, NULL), ERR_UNAUTHORIZED);
    store_reader_give(town->store, db);
}

QUERY(TEST_AUDIT) = {
    .name = "test_audit",
    .sql = "SELECT COUNT(*) FROM audit WHERE action = $1",
    .takes = { STORE_TEXT },
    .gives = { STORE_INT },
};

static void every_login_is_audited(void **state)
{
    struct town *town = *state;

    (void)log_in(town, "worker", TOWN_PASSWORD, NOON);
    (void)log_in(town, "worker", "wrong", NOON);
    (void)log_in(town, "nobody", "wrong", NOON);
    assert_int_equal(count(town, &TEST_AUDIT, "login"), 3);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TOWN_TEST(right_password_opens_a_session), TOWN_TEST(wrong_logins_look_alike), TOWN_TEST(five_failures_lock_the_name),
        TOWN_TEST(failures_are_forgotten), TOWN_TEST(disabled_accounts_are_out_at_once),
        TOWN_TEST(an_account_changed_meanwhile_does_not_log_in), TOWN_TEST(sessions_end),
        TOWN_TEST(logout_ends_one_and_sweeping_the_old), TOWN_TEST(weak_passwords),
        TOWN_TEST(changing_the_password_ends_the_other_sessions), TOWN_TEST(keys_allow_no_more_than_both),
        TOWN_TEST(every_login_is_audited),
    };

    return town_run("org/login", tests, COUNT_OF(tests));
}
