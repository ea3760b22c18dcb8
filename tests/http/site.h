/*
 * site.h - a server in this process, on a free port, over a little city, with a
 * few routes that do what tests need.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_HTTP_SITE_H
#define TESTS_HTTP_SITE_H

#include "../org/town.h"
#include "client.h"
#include "http/http.h"

struct site {
    struct town *town;
    struct http *http;
    int port;
    struct arena *arena;
    char web[64];               /* folder of web files */
};

/* The modules served; a test program may put others here before it runs. */
extern const struct module *const *site_modules;
extern size_t site_module_count;

int site_setup(void **state);
int site_teardown(void **state);
#define SITE_TEST(f) { #f, f, site_setup, site_teardown, NULL }

/* Stops and starts with the configuration changed by `edit`. */
void site_restart(struct site *site, void (*edit)(struct http_config *config));

/* A session of this account, as a header line ("Cookie: shao_session=…\r\n"). */
const char *site_login(struct site *site, const char *login);
/* The same at another time. */
const char *site_login_at(struct site *site, const char *login, int64_t now_ms);

struct answer site_ask(struct site *site, const char *request, const char *headers, const char *body);
/* With Content-Type: application/json besides. */
struct answer site_post(struct site *site, const char *request, const char *headers, const char *json);

/* How often the list that may be kept (GET /api/test/list) was read. */
int site_listed(void);

/* How often the writing test route was applied since the start. */
int site_applied(void);

/* Fails the test unless status and error name are these. */
void expect(const char *name, struct site *site, const struct answer *answer, int status, const char *error);

#endif
