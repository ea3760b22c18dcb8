/*
 * site.c - a server over the ward.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include <stdio.h>

#include "base/log.h"
#include "modules/grid/grid.h"
#include "org/session.h"

struct site site;

static struct org *current_org(const void *app)
{
    return world_org(((const struct app *)app)->world);
}

int site_setup(void **state)
{
    static const struct module *const MODULES[] = { &GRID_MODULE, &NOTICE_MODULE, &STAFF_MODULE, &PLACE_MODULE, &HTTP_MODULE };
    struct http_config config = { .address = "127.0.0.1", .modules = MODULES, .module_count = COUNT_OF(MODULES), .app = &site.app,
                                  .org = current_org, .public_rate = 100000 };
    struct fault why = { 0 };
    void *ward;

    if (ward_setup(&ward)) return -1;
    log_set_level(LOG_ERROR);
    site.ward = ward;
    site.app = (struct app){ .store = site.ward->store, .world = site.ward->world };
    config.store = site.ward->store;
    if (http_start(&config, &site.http, &why)) fail_msg("%s", why.en);
    *state = ward;
    return 0;
}

int site_teardown(void **state)
{
    http_stop(site.http);
    return ward_teardown(state);
}

/* A session of this account, as a header line; 0: nobody's. */
const char *site_session(int64_t account)
{
    char token[TOKEN_TEXT], digest[TOKEN_TEXT];
    int64_t now = time_now_ms();
    struct arena *a = site.ward->arena;

    if (!account) return "";
    (void)snprintf(token, sizeof token, "%064lld", (long long)account);
    token_digest(str_from_c(token), digest);
    ward_outside(site.ward, str_format(a, "INSERT INTO session (digest, account_id, created_at, seen_at, expires_at) VALUES ('%s', %lld, %lld, %lld, %lld)"
                                          " ON CONFLICT (digest) DO NOTHING", digest, (long long)account, (long long)now, (long long)now,
                                       (long long)(now + MS_PER_HOUR)).at);
    return str_format(a, "Cookie: shao_session=%s\r\n", token).at;
}

/* `error` NULL: it goes well. */
struct answer ask(int64_t account, const char *request, const char *body, int status, const char *error)
{
    struct arena *a = site.ward->arena;
    const char *headers = str_format(a, "%s%s", site_session(account), body ? "Content-Type: application/json\r\n" : "").at;
    struct answer answer = client_ask(http_port(site.http), a, request, headers, body);

    if (answer.status != status || strcmp(answer_field(a, &answer, "error"), error ? error : "") != 0)
        fail_msg("%s %s by %lld: expected %d %s, got %d %.*s", request, body ? body : "", (long long)account, status, error ? error : "",
                 answer.status, STR_ARG(answer.body));
    return answer;
}

struct answer get(int64_t account, const char *path)
{
    return ask(account, str_format(site.ward->arena, "GET %s", path).at, NULL, 200, NULL);
}

const char *path_of(const char *format, long long id)
{
    return str_format(site.ward->arena, "%s%lld", format, id).at;
}
