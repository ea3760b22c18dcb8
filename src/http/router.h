/*
 * router.h - from method and path to a route row.
 *
 * The model: each row's path is cut into segments once.  A literal segment
 * beats {id} (digits), {id} beats {name}; rows are sorted so, and the first row
 * that fits is the one.
 *
 * Ownership: lives in the arena given.  Threads: immutable once compiled.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H

#include "http/http.h"

enum { PATH_SEGMENTS_MAX = 8, URL_MAX = 2048 };

enum segment_kind { SEGMENT_LITERAL, SEGMENT_ID, SEGMENT_NAME };
struct segment { enum segment_kind kind; struct str text; };

struct entry {
    const struct route *route;
    const struct module *module;
    size_t index;                     /* among all rows, for the figures */
    struct segment segments[PATH_SEGMENTS_MAX];
    size_t count;
};

struct router {
    struct entry *entries;
    size_t count;
};

/* A path cut at its slashes and decoded. */
struct path {
    struct str segments[PATH_SEGMENTS_MAX];
    size_t count;                     /* PATH_SEGMENTS_MAX + 1: longer than any route */
};

struct match {
    const struct entry *entry;        /* NULL: none */
    bool path_known;                  /* another method would do */
    int64_t path_id;
    struct str path_text, path_more;
};

/* Checks the rows too: ERR_INVALID names the first that breaks a rule. */
enum err router_compile(struct arena *arena, const struct module *const *modules, size_t count, struct router *out,
                        struct fault *why) MUST_CHECK;
/* ERR_INVALID for a broken escape, U+0000 or broken UTF-8. */
enum err path_parse(struct arena *arena, struct str raw, struct path *out, struct fault *why) MUST_CHECK;
struct match router_match(const struct router *router, enum http_method method, const struct path *path);
/* "GET, HEAD, POST": the methods of this path, for Allow. */
void router_allow(const struct router *router, const struct path *path, struct buf *out);

const char *http_method_name(enum http_method method);
/* %XX escapes undone in arena memory; + becomes a blank when `plus`. ERR_INVALID as path_parse. */
enum err url_decode(struct arena *arena, struct str raw, bool plus, struct str *out) MUST_CHECK;

#endif
