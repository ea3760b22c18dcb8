/*
 * site.c - a server in this process and its test routes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include <assert.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/civil.h"
#include "base/io.h"
#include "base/log.h"

static atomic_int applied;

int site_applied(void)
{
    return atomic_load(&applied);
}

/* ── Reading routes ────────────────────────────────────────────────────── */

static const struct json_field ECHO_QUERY[] = {
    { "text", JSON_TEXT, 1, 10, true, "文字", "some text" },
    { "count", JSON_INT, 1, 100, true, "数", "a number" },
    { "size", JSON_NUMBER, 0, 0, true, "大小", "a decimal" },
    { "flag", JSON_BOOL, 0, 0, true, "标志", "a flag" },
    { "id", JSON_ID, 0, 0, true, "编号", "an id" },
    { "list", JSON_LIST, 0, 3, true, "列表", "texts" },
    { 0 },
};

static enum err echo(struct call *call, struct fault *why)
{
    (void)why;
    json_write_node(&call->out, "query", call->query);
    if (call->body) json_write_node(&call->out, "body", call->body);
    json_id(&call->out, "id", call->path_id);
    json_str(&call->out, "name", call->path_text);
    json_id(&call->out, "account", call->user->account_id);
    json_bool(&call->out, "system", call->user->is_system);
    json_int(&call->out, "uploads", (int64_t)call->upload_count);
    if (call->upload_count) {
        json_str(&call->out, "upload_name", call->uploads[0].name);
        json_str(&call->out, "upload_field", call->uploads[0].field);
        json_int(&call->out, "upload_size", (int64_t)call->uploads[0].bytes.len);
    }
    return ERR_OK;
}

static atomic_int listed;

int site_listed(void)
{
    return atomic_load(&listed);
}

static enum err list(struct call *call, struct fault *why)
{
    (void)why;
    json_int(&call->out, "reading", atomic_fetch_add(&listed, 1) + 1);
    json_id(&call->out, "account", call->user->account_id);
    return ERR_OK;
}

static enum err unbalanced(struct call *call, struct fault *why)
{
    (void)why;
    json_object(&call->out, "never_closed");
    return ERR_OK;
}

static enum err sleepy(struct call *call, struct fault *why)
{
    nanosleep(&(struct timespec){ .tv_nsec = 300000000 }, NULL);
    return echo(call, why);
}

static enum err page(struct call *call, struct fault *why)
{
    (void)why;
    call->raw = STR("<!doctype html><p>一页</p>");
    call->raw_type = "text/html; charset=utf-8";
    call->etag = "v1";
    return ERR_OK;
}

/* ── Writing routes ────────────────────────────────────────────────────── */

static const struct json_field THING_BODY[] = {
    { "text", JSON_TEXT, 1, 20, false, "文字", "some text" },
    { "size", JSON_INT, 0, 1000, true, "大小", "a number" },
    { 0 },
};

struct thing { int64_t number; bool refuse; };

static enum err thing_prepare(struct call *call, struct fault *why)
{
    struct thing *thing = arena_new(call->arena, struct thing);

    if (!thing) return ERR_NO_MEMORY;
    if (str_is(json_get_str(call->body, "text"), "unprepared")) return fault_set(why, ERR_UNPROCESSABLE, "不行", "no");
    thing->refuse = str_is(json_get_str(call->body, "text"), "refuse");
    call->key = json_get_int(call->body, "size", 0);
    call->work = thing;
    return ERR_OK;
}

static enum err thing_apply(struct db *db, struct call *call, struct fault *why)
{
    struct thing *thing = call->work;
    enum err err = org_audit(db, &(struct audit_entry){ .at = call->now_ms, .actor_id = call->user->account_id, .action = "test.thing", .ok = true }, why);

    if (err) return err;
    if (thing->refuse) return fault_set(why, ERR_CONFLICT, "已经变了", "it has changed");
    thing->number = atomic_fetch_add(&applied, 1) + 1;
    return ERR_OK;
}

static enum err thing_reply(struct call *call, struct fault *why)
{
    const struct thing *thing = call->work;
    struct rows rows;

    (void)why;
    (void)rows;
    assert(call->db);
    json_int(&call->out, "number", thing->number);
    return ERR_OK;
}

static const struct json_field FEED_BODY[] = {
    { "street", JSON_INT, 0, 1000, true, "街道", "street unit" },
    { "district", JSON_INT, 0, 1000, true, "区", "district unit" },
    { "unit", JSON_INT, 0, 1000, true, "机构", "unit" },
    { "user", JSON_INT, 0, 1000, true, "用户", "account" },
    { "times", JSON_INT, 1, 20000, true, "次数", "how many" },
    { 0 },
};

static enum err feed_prepare(struct call *call, struct fault *why)
{
    (void)call;
    (void)why;
    return ERR_OK;
}

static enum err feed_apply(struct db *db, struct call *call, struct fault *why)
{
    struct feed_event event = { .case_id = 1, .kind = "case", .body = STR("{\"number\":\"一\"}"),
                                .area_id = json_get_int(call->body, "street", json_get_int(call->body, "district", 0)),
                                .unit_id = json_get_int(call->body, "unit", 0), .user_id = json_get_int(call->body, "user", 0) };
    enum err err = ERR_OK;

    for (int64_t n = json_get_int(call->body, "times", 1); !err && n > 0; n--) err = store_feed(db, &event, why);
    return err;
}

static const struct json_field FORM_BODY[] = {
    { "text", JSON_TEXT, 1, 100, false, "文字", "some text" },
    { "lon", JSON_NUMBER, 0, 0, true, "经度", "longitude" },
    { "kind", JSON_LIST, 0, 5, true, "种类", "kinds" },
    { 0 },
};

static enum err form_reply(struct call *call, struct fault *why)
{
    (void)why;
    call->location = "/done";
    return ERR_OK;
}

static const struct json_shape ECHO_SHAPE = {
    "Echo", (const struct json_shape_field[]){ { "id", JSON_ID, true }, { "name", JSON_TEXT, true }, { 0 } },
};

#define WORDS .zh = "测试", .en = "A test"
static const struct route ROUTES[] = {
    { .method = HTTP_GET, .path = "/api/test/echo", .flags = ROUTE_PUBLIC, .query = ECHO_QUERY, .read = echo, .gives = &ECHO_SHAPE, WORDS },
    { .method = HTTP_GET, .path = "/api/test/items/{id}", .right = RIGHT_LOGIN, .read = echo, .gives = &ECHO_SHAPE, WORDS },
    { .method = HTTP_GET, .path = "/api/test/items/newest", .right = RIGHT_LOGIN, .read = page, WORDS },
    { .method = HTTP_GET, .path = "/api/test/names/{name}", .right = RIGHT_LOGIN, .read = echo, .gives = &ECHO_SHAPE, WORDS },
    { .method = HTTP_PUT, .path = "/api/test/names/{name}", .right = RIGHT_LOGIN, .body = THING_BODY, .read = echo, WORDS },
    { .method = HTTP_GET, .path = "/api/test/admin", .right = RIGHT_ADMIN_ACCOUNT, .read = echo, WORDS },
    { .method = HTTP_GET, .path = "/api/test/list", .right = RIGHT_CASE_READ, .flags = ROUTE_KEPT, .query = ECHO_QUERY, .read = list, WORDS },
    { .method = HTTP_GET, .path = "/api/test/broken", .flags = ROUTE_PUBLIC, .read = unbalanced, WORDS },
    { .method = HTTP_GET, .path = "/api/test/slow", .flags = ROUTE_PUBLIC, .read = sleepy, WORDS },
    { .method = HTTP_GET, .path = "/page", .flags = ROUTE_PUBLIC | ROUTE_HTML | ROUTE_HIDDEN, .read = page, WORDS },
    { .method = HTTP_POST, .path = "/api/test/things", .right = RIGHT_LOGIN, .body = THING_BODY, .status = 201, .prepare = thing_prepare,
      .apply = thing_apply, .reply = thing_reply, WORDS },
    { .method = HTTP_DELETE, .path = "/api/test/things", .right = RIGHT_LOGIN, .read = echo, WORDS },
    { .method = HTTP_POST, .path = "/api/test/public", .flags = ROUTE_PUBLIC, .body = THING_BODY, .status = 201, .prepare = thing_prepare,
      .apply = thing_apply, .reply = thing_reply, WORDS },
    { .method = HTTP_POST, .path = "/api/test/feed", .right = RIGHT_LOGIN, .body = FEED_BODY, .prepare = feed_prepare, .apply = feed_apply, WORDS },
    { .method = HTTP_POST, .path = "/form", .flags = ROUTE_PUBLIC | ROUTE_FORM | ROUTE_HIDDEN, .body = FORM_BODY, .body_max = 65536,
      .prepare = thing_prepare, .apply = thing_apply, .reply = form_reply, WORDS },
    { .method = HTTP_POST, .path = "/api/test/form", .flags = ROUTE_PUBLIC | ROUTE_FORM, .body = FORM_BODY, .read = echo, WORDS },
    { .method = HTTP_POST, .path = "/api/test/upload", .flags = ROUTE_PUBLIC | ROUTE_UPLOAD, .body_max = 1 << 20, .read = echo, WORDS },
};
static const struct module TEST_MODULE = { "test", "测试", ROUTES, COUNT_OF(ROUTES) };
static const struct module *const MODULES[] = { &TEST_MODULE, &HTTP_MODULE };
const struct module *const *site_modules = MODULES;
size_t site_module_count = COUNT_OF(MODULES);

/* ── Life ──────────────────────────────────────────────────────────────── */

static void put_file(const struct site *site, const char *name, const char *text)
{
    char path[200];

    (void)snprintf(path, sizeof path, "%s/%s", site->web, name);
    assert_int_equal(io_write(path, str_from_c(text), NULL), ERR_OK);
}

static void make_web(struct site *site)
{
    char path[200];

    (void)snprintf(site->web, sizeof site->web, "/tmp/shao-web-XXXXXX");
    assert_non_null(mkdtemp(site->web));
    (void)snprintf(path, sizeof path, "%s/assets", site->web);
    assert_int_equal(io_mkdirs(path, NULL), ERR_OK);
    put_file(site, "desk.html", "<!doctype html>desk");
    put_file(site, "secret", "no type, not served");
    put_file(site, ".hidden.html", "hidden");
    put_file(site, "assets/app-1a2b.js", "let a = 1;");
    put_file(site, "assets/app-1a2b.js.br", "brotli");
    put_file(site, "assets/app-1a2b.js.gz", "gzip");
}

static void remove_web(const struct site *site)
{
    static const char *const names[] = { "desk.html", "secret", ".hidden.html", "assets/app-1a2b.js", "assets/app-1a2b.js.br",
                                         "assets/app-1a2b.js.gz", "link.html" };
    char path[200];

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        (void)snprintf(path, sizeof path, "%s/%s", site->web, names[i]);
        (void)unlink(path);
    }
    (void)snprintf(path, sizeof path, "%s/assets", site->web);
    (void)rmdir(path);
    (void)rmdir(site->web);
}

static void start(struct site *site, void (*edit)(struct http_config *config))
{
    struct http_config config = { .address = "127.0.0.1", .modules = site_modules, .module_count = site_module_count, .web_root = site->web,
                                  .store = site->town->store, .app = site->town, .org = town_org, .public_rate = 1000, .connections = 600 };
    struct fault why = { 0 };

    if (edit) edit(&config);
    if (http_start(&config, &site->http, &why)) fail_msg("%s", why.en);
    site->port = http_port(site->http);
}

int site_setup(void **state)
{
    struct site *site = calloc(1, sizeof *site);
    void *town;

    if (!site || town_setup(&town)) return -1;
    log_set_level(LOG_ERROR);
    site->town = town;
    site->arena = arena_open(256 * 1024 * 1024);
    atomic_store(&applied, 0);
    make_web(site);
    start(site, NULL);
    *state = site;
    return 0;
}

int site_teardown(void **state)
{
    struct site *site = *state;
    void *town = site->town;

    http_stop(site->http);
    remove_web(site);
    arena_close(site->arena);
    free(site);
    return town_teardown(&town);
}

void site_restart(struct site *site, void (*edit)(struct http_config *config))
{
    http_stop(site->http);
    start(site, edit);
}

/* ── Asking ────────────────────────────────────────────────────────────── */

struct attempt { const struct town *town; struct login *login; };

static enum err apply_login(struct db *db, struct store_job *job, struct fault *why)
{
    struct attempt *attempt = job->arg;

    return login_apply(db, attempt->town->org, attempt->login, why);
}

const char *site_login_at(struct site *site, const char *name, int64_t now_ms)
{
    struct login login = { .name = str_from_c(name), .password = STR(TOWN_PASSWORD), .now_ms = now_ms };
    struct attempt attempt = { site->town, &login };
    struct db *db = store_reader_take(site->town->store);

    assert_int_equal(login_prepare(db, site->arena, &login, NULL), ERR_OK);
    store_reader_give(site->town->store, db);
    town_do(site->town, apply_login, &attempt);
    assert_int_equal(login.result, ERR_OK);
    return str_format(site->arena, "Cookie: shao_session=%s\r\n", login.token).at;
}

const char *site_login(struct site *site, const char *name)
{
    return site_login_at(site, name, time_now_ms());
}

struct answer site_ask(struct site *site, const char *request, const char *headers, const char *body)
{
    return client_ask(site->port, site->arena, request, headers, body);
}

struct answer site_post(struct site *site, const char *request, const char *headers, const char *json)
{
    const char *all = str_format(site->arena, "Content-Type: application/json\r\n%s", headers ? headers : "").at;

    return client_ask(site->port, site->arena, request, all, json);
}

void expect(const char *name, struct site *site, const struct answer *answer, int status, const char *error)
{
    const char *said = answer_field(site->arena, answer, "error");

    if (answer->status != status || strcmp(said, error ? error : "") != 0)
        fail_msg("%s: expected %d %s, got %d %s\n%.*s", name, status, error ? error : "", answer->status, said, STR_ARG(answer->body));
    if (!error) return;
    if (answer_field(site->arena, answer, "zh")[0] == 0 || answer_field(site->arena, answer, "en")[0] == 0 ||
        strlen(answer_field(site->arena, answer, "request")) != 16)
        fail_msg("%s: the error has not its one shape: %.*s", name, STR_ARG(answer->body));
}
