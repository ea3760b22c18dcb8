/*
 * site.h - a server with 网格管理 over the ward, asked as somebody.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_MODULES_GRID_SITE_H
#define TESTS_MODULES_GRID_SITE_H

#include "../../case/ward.h"

#include "../../http/client.h"
#include "modules/app.h"

extern struct site { struct ward *ward; struct app app; struct http *http; } site;
int site_setup(void **state);
int site_teardown(void **state);
#define GRID_TEST(f) { #f, f, site_setup, site_teardown, NULL }

/* A session of this account, as a header line; 0: nobody's. */
const char *site_session(int64_t account);
/* `error` NULL: it goes well. */
struct answer ask(int64_t account, const char *request, const char *body, int status, const char *error);
struct answer get(int64_t account, const char *path);
const char *path_of(const char *format, long long id);

#endif
