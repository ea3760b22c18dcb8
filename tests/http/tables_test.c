/*
 * tables_test.c - all routes of all modules: who may call what, by the tables
 * and by trying.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "site.h"

#include <stdio.h>
#include <string.h>

#include "base/io.h"
#include "modules/admin/admin.h"
#include "modules/command/command.h"

static const struct module *const ALL[] = { &COMMAND_MODULE, &ADMIN_MODULE, &HTTP_MODULE };
static const char *const METHODS[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };

/* "POST /api/tasks/{id}/complete" */
static struct str title_of(struct arena *arena, const struct route *route)
{
    return str_format(arena, "%s %s", METHODS[route->method], route->path);
}

static void public_routes_are_listed(void **state)
{
    struct site *site = *state;
    struct str text, rest, line;
    size_t listed = 0, found = 0;
    struct fault why = { 0 };

    if (io_read(site->arena, SOURCE_ROOT "/docs/public_routes.txt", 65536, &text, &why)) fail_msg("%s", why.en);
    for (rest = text; rest.len && str_split(&rest, '\n', &line);) listed += line.len && line.at[0] != '#';
    for (size_t m = 0; m < COUNT_OF(ALL); m++) {
        for (size_t i = 0; i < ALL[m]->route_count; i++) {
            const struct route *route = &ALL[m]->routes[i];
            struct str title = str_format(site->arena, "\n%.*s\n", STR_ARG(title_of(site->arena, route)));
            bool is_listed = str_find(text, title) >= 0;
            if (is_listed != ((route->flags & ROUTE_PUBLIC) != 0)) fail_msg("docs/public_routes.txt:%.*s", STR_ARG(title));
            found += is_listed;
        }
    }
    assert_int_equal(found, listed);   /* no line without a route */
}

/* What a reply says only once is not kept for a repeated request. */
static void replies_with_secrets_are_not_kept(void **state)
{
    static const char *const SECRETS[] = {
        "POST /api/session", "POST /api/session/password", "POST /api/accounts", "POST /api/accounts/{id}/password", "POST /api/keys",
        "POST /api/cases/{id}/reveal",
    };
    struct site *site = *state;
    size_t found = 0;

    for (size_t m = 0; m < COUNT_OF(ALL); m++) {
        for (size_t i = 0; i < ALL[m]->route_count; i++) {
            const struct route *route = &ALL[m]->routes[i];
            for (size_t k = 0; k < COUNT_OF(SECRETS); k++) {
                if (!str_is(title_of(site->arena, route), SECRETS[k])) continue;
                if (!(route->flags & ROUTE_SECRET)) fail_msg("%s", SECRETS[k]);
                found++;
            }
        }
    }
    assert_int_equal(found, COUNT_OF(SECRETS));
}

/* The path with something in its braces. */
static const char *address_of(struct arena *arena, const struct route *route)
{
    struct buf out;

    buf_init(&out, arena, 0);
    for (const char *at = route->path; *at; at++) {
        if (*at != '{') {
            buf_byte(&out, *at);
            continue;
        }
        buf_text(&out, strncmp(at, "{id}", 4) == 0 ? "1" : "x");
        while (*at != '}') at++;
    }
    buf_byte(&out, 0);
    return out.at;
}

static struct answer call(struct site *site, const struct route *route, const char *cookie)
{
    const char *request = str_format(site->arena, "%s %s", METHODS[route->method], address_of(site->arena, route)).at;

    return route->method == HTTP_GET ? site_ask(site, request, cookie, NULL) : site_post(site, request, cookie, NULL);
}

static void every_other_route_wants_a_login(void **state)
{
    struct site *site = *state;
    static const char GARBAGE[] = "Cookie: shao_session=00\r\nAuthorization: Bearer 00\r\n";

    for (size_t m = 0; m < COUNT_OF(ALL); m++) {
        for (size_t i = 0; i < ALL[m]->route_count; i++) {
            const struct route *route = &ALL[m]->routes[i];
            if (route->flags & ROUTE_PUBLIC) continue;
            struct answer answer = call(site, route, NULL), other = call(site, route, GARBAGE);
            expect(title_of(site->arena, route).at, site, &answer, 401, "UNAUTHORIZED");
            expect(title_of(site->arena, route).at, site, &other, 401, "UNAUTHORIZED");
        }
    }
}

/* Whoever lacks a route's right is refused before the handler sees the call, whatever his role. */
static void every_right_is_asked_for(void **state)
{
    static const struct { const char *login; int64_t id; } people[] = {
        { "worker", WORKER }, { "dispatcher", DISPATCHER }, { "handler", HANDLER }, { "leader", LEADER }, { "sysadmin", SYSADMIN },
        { "secadmin", SECADMIN }, { "auditor", AUDITOR }, { "pukou", PUKOU_VIEWER }, { "idler", IDLER },
    };
    struct site *site = *state;
    size_t refused = 0;

    for (size_t p = 0; p < COUNT_OF(people); p++) {
        const char *cookie = site_login(site, people[p].login);
        const struct user *user;
        struct db *db = store_reader_take(site->town->store);
        assert_int_equal(org_user(db, site->arena, site->town->org, people[p].id, &user, NULL), ERR_OK);
        store_reader_give(site->town->store, db);
        for (size_t m = 0; m < COUNT_OF(ALL); m++) {
            for (size_t i = 0; i < ALL[m]->route_count; i++) {
                const struct route *route = &ALL[m]->routes[i];
                if (user_has(user, route->right)) continue;
                struct answer answer = call(site, route, cookie);
                expect(str_format(site->arena, "%s: %s %s", people[p].login, METHODS[route->method], route->path).at, site, &answer, 403, "FORBIDDEN");
                refused++;
            }
        }
    }
    assert_true(refused > 100);
}

static void the_document_describes_every_route(void **state)
{
    struct site *site = *state;
    struct json_t *document;
    struct fault why = { 0 };
    struct str text;

    if (http_openapi(site->arena, ALL, COUNT_OF(ALL), &text, &why)) fail_msg("%s", why.en);
    assert_int_equal(json_parse(site->arena, text, &document, &why), ERR_OK);
    for (size_t m = 0; m < COUNT_OF(ALL); m++) {
        for (size_t i = 0; i < ALL[m]->route_count; i++) {
            static const char *const lower[] = { "get", "post", "put", "patch", "delete" };
            const struct route *route = &ALL[m]->routes[i];
            const struct json_t *path = json_get(json_get(document, "paths"), route->path);
            bool described = path && json_get(path, lower[route->method]);
            if (described != !(route->flags & ROUTE_HIDDEN)) fail_msg("%.*s", STR_ARG(title_of(site->arena, route)));
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        SITE_TEST(public_routes_are_listed), SITE_TEST(every_other_route_wants_a_login), SITE_TEST(every_right_is_asked_for),
        SITE_TEST(replies_with_secrets_are_not_kept),
        SITE_TEST(the_document_describes_every_route),
    };

    site_modules = ALL;
    site_module_count = COUNT_OF(ALL);
    return town_run_lite("http/tables", tests, COUNT_OF(tests));
}
