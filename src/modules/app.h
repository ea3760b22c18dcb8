/*
 * app.h - the services every module's handlers use.
 *
 * One `const struct app` is made by the serve command and handed to every call
 * as call->app.
 * Ownership: the serve command's.  Threads: shared, immutable.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MODULES_APP_H
#define MODULES_APP_H

#include "case/world.h"
#include "file/file.h"
#include "http/http.h"

struct pages;
struct hot_live;

struct app {
    struct store *store;
    struct world *world;
    struct file_store *files;
    const struct pages *pages;        /* templates of the public pages; NULL: the web is not built */
    struct http *http;
    struct hot_live *hot_live;        /* clusters kept between two looks: modules/command/hot_live.h */
};

static inline const struct app *app_of(const struct call *call)
{
    return call->app;
}

#endif
