/*
 * router.c - compiling route tables and finding rows in them.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "http/router.h"

#include <stdlib.h>
#include <string.h>

#include "base/num.h"

static const char *const METHOD_NAMES[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };

const char *http_method_name(enum http_method method)
{
    return METHOD_NAMES[method];
}

/* ── Compiling ─────────────────────────────────────────────────────────── */

static enum err cut(struct entry *entry, struct fault *why)
{
    struct str rest = str_from_c(entry->route->path), piece;

    if (rest.len == 0 || rest.at[0] != '/')
        return fault_set(why, ERR_INVALID, "路由 %s 应以 / 开头", "route %s must begin with a slash", entry->route->path);
    rest = str_sub(rest, 1, rest.len);
    while (rest.len && str_split(&rest, '/', &piece)) {
        if (entry->count == PATH_SEGMENTS_MAX)
            return fault_set(why, ERR_INVALID, "路由 %s 过长", "route %s has too many segments", entry->route->path);
        entry->segments[entry->count++] = (struct segment){
            str_is(piece, "{id}")          ? SEGMENT_ID
            : str_starts(piece, STR("{"))  ? SEGMENT_NAME
                                           : SEGMENT_LITERAL,
            piece,
        };
    }
    return ERR_OK;
}

static enum err check_row(const struct route *route, struct fault *why)
{
    const char *path = route->path, *method = METHOD_NAMES[route->method];
    bool writes = route->apply != NULL;

    if ((route->right == RIGHT_NONE) != ((route->flags & ROUTE_PUBLIC) != 0))
        return fault_set(why, ERR_INVALID, "路由 %s %s：无权限要求者须为公开路由，反之亦然",
                         "route %s %s: without a right exactly when public", method, path);
    if (writes && (!route->prepare || route->read))
        return fault_set(why, ERR_INVALID, "路由 %s %s：写路由须有 prepare，且无 read",
                         "route %s %s: a writing row has prepare and no read", method, path);
    if (!writes && !route->read && !(route->flags & ROUTE_STREAM))
        return fault_set(why, ERR_INVALID, "路由 %s %s：缺少处理函数", "route %s %s has no handler", method, path);
    if (route->method == HTTP_GET && (writes || route->body))
        return fault_set(why, ERR_INVALID, "路由 %s %s：GET 不写也无正文", "route %s %s: a GET neither writes nor has a body", method, path);
    if (!route->zh || !route->en)
        return fault_set(why, ERR_INVALID, "路由 %s %s：缺少说明", "route %s %s has no description", method, path);
    return ERR_OK;
}

/* More telling segments first, so that the first row that fits is the best. */
static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;

    if (a->count != b->count) return a->count < b->count ? -1 : 1;
    for (size_t i = 0; i < a->count; i++) {
        if (a->segments[i].kind != b->segments[i].kind) return a->segments[i].kind < b->segments[i].kind ? -1 : 1;
        if (a->segments[i].kind != SEGMENT_LITERAL) continue;
        int order = str_compare(a->segments[i].text, b->segments[i].text);
        if (order) return order;
    }
    return (int)a->route->method - (int)b->route->method;
}

static enum err check_doubles(const struct router *router, struct fault *why)
{
    for (size_t i = 1; i < router->count; i++) {
        if (compare_entries(&router->entries[i - 1], &router->entries[i]) == 0)
            return fault_set(why, ERR_INVALID, "路由 %s %s 重复", "route %s %s is there twice",
                             METHOD_NAMES[router->entries[i].route->method], router->entries[i].route->path);
    }
    return ERR_OK;
}

enum err router_compile(struct arena *arena, const struct module *const *modules, size_t count, struct router *out, struct fault *why)
{
    struct router router = { 0 };
    size_t total = 0;
    enum err err;

    for (size_t i = 0; i < count; i++) total += modules[i]->route_count;
    router.entries = arena_array(arena, struct entry, total + 1);
    if (!router.entries) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < modules[i]->route_count; k++) {
            struct entry *entry = &router.entries[router.count];
            *entry = (struct entry){ .route = &modules[i]->routes[k], .module = modules[i], .index = router.count };
            err = check_row(entry->route, why);
            if (!err) err = cut(entry, why);
            if (err) return err;
            router.count++;
        }
    }
    qsort(router.entries, router.count, sizeof *router.entries, compare_entries);
    err = check_doubles(&router, why);
    if (err) return err;
    *out = router;
    return ERR_OK;
}

/* ── Matching ──────────────────────────────────────────────────────────── */

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

enum err url_decode(struct arena *arena, struct str raw, bool plus, struct str *out)
{
    char *text;
    size_t len = 0;

    if (!raw.at) raw = STR("");
    if (!memchr(raw.at, '%', raw.len) && !(plus && memchr(raw.at, '+', raw.len))) {
        *out = raw;
        return utf8_valid(raw) && !memchr(raw.at, 0, raw.len) ? ERR_OK : ERR_INVALID;
    }
    text = arena_alloc(arena, raw.len + 1);
    if (!text) return ERR_NO_MEMORY;
    for (size_t i = 0; i < raw.len; i++) {
        int high, low;
        if (raw.at[i] != '%') {
            text[len++] = plus && raw.at[i] == '+' ? ' ' : raw.at[i];
            continue;
        }
        if (i + 2 >= raw.len) return ERR_INVALID;
        high = hex_digit(raw.at[i + 1]);
        low = hex_digit(raw.at[i + 2]);
        if (high < 0 || low < 0) return ERR_INVALID;
        text[len] = (char)(high * 16 + low);
        if (text[len++] == 0) return ERR_INVALID;
        i += 2;
    }
    *out = (struct str){ text, len };
    return utf8_valid(*out) && !memchr(text, 0, len) ? ERR_OK : ERR_INVALID;
}

enum err path_parse(struct arena *arena, struct str raw, struct path *out, struct fault *why)
{
    struct path path = { 0 };
    struct str rest = str_sub(raw, 1, raw.len), piece;
    bool trailing = raw.len > 1 && raw.at[raw.len - 1] == '/';

    if (raw.len == 0 || raw.at[0] != '/') return fault_set(why, ERR_INVALID, "地址应以 / 开头", "the address must begin with a slash");
    while (rest.len && str_split(&rest, '/', &piece)) {
        enum err err = ERR_OK;
        if (path.count >= PATH_SEGMENTS_MAX) {
            path.count = PATH_SEGMENTS_MAX + 1;
            break;
        }
        err = url_decode(arena, piece, false, &path.segments[path.count++]);
        if (err) return fault_set(why, err, "地址中有不合法的字符", "the address holds an illegal character");
    }
    if (trailing) path.count = PATH_SEGMENTS_MAX + 1;   /* one address for one thing */
    *out = path;
    return ERR_OK;
}

static bool fits(const struct entry *entry, const struct path *path, struct match *match)
{
    if (entry->count != path->count) return false;
    match->path_id = 0;
    match->path_text = match->path_more = STR_NONE;
    for (size_t i = 0; i < entry->count; i++) {
        const struct segment *segment = &entry->segments[i];
        struct str text = path->segments[i];
        int64_t id;
        switch (segment->kind) {
        case SEGMENT_LITERAL:
            if (!str_eq(segment->text, text)) return false;
            break;
        case SEGMENT_ID:
            if (num_parse_int(text, 1, INT64_MAX, &id)) return false;
            if (!match->path_id) match->path_id = id;
            break;
        case SEGMENT_NAME:
            if (text.len == 0) return false;
            if (!match->path_text.at) match->path_text = text;
            else if (!match->path_more.at) match->path_more = text;
            break;
        }
    }
    return true;
}

struct match router_match(const struct router *router, enum http_method method, const struct path *path)
{
    struct match match = { 0 };
    bool known = false;

    for (size_t i = 0; i < router->count; i++) {
        const struct entry *entry = &router->entries[i];
        if (!fits(entry, path, &match)) continue;
        known = true;
        if (entry->route->method != method) continue;
        match.entry = entry;
        match.path_known = true;
        return match;
    }
    return (struct match){ .path_known = known };
}

void router_allow(const struct router *router, const struct path *path, struct buf *out)
{
    unsigned seen = 0;
    struct match match;

    for (size_t i = 0; i < router->count; i++) {
        if (fits(&router->entries[i], path, &match)) seen |= 1u << router->entries[i].route->method;
    }
    for (unsigned method = 0; method < COUNT_OF(METHOD_NAMES); method++) {
        if (!(seen >> method & 1)) continue;
        buf_printf(out, "%s%s%s", out->len ? ", " : "", METHOD_NAMES[method], method == HTTP_GET ? ", HEAD" : "");
    }
}
