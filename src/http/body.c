/*
 * body.c - query and body into checked JSON.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <strings.h>

#include "http/multipart.h"
#include "http/server.h"

static enum err read_form(struct exchange *x, const struct route *route, struct fault *why)
{
    struct pairs *pairs = arena_new(x->arena, struct pairs);
    struct str body = { x->body ? x->body : "", x->body_len };
    bool multipart = x->head.content_type.len >= 9 && strncasecmp(x->head.content_type.at, "multipart", 9) == 0;
    enum err err;

    if (!pairs) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    if (multipart) err = multipart_parse(x->arena, x->head.content_type, body, pairs, &x->call.uploads, &x->call.upload_count, why);
    else err = pairs_parse(x->arena, body, pairs, why);
    if (err) return err;
    return fields_typed(x->arena, pairs, route->body, &x->call.body, why);
}

static enum err read_json(struct exchange *x, const struct route *route, struct fault *why)
{
    struct json_t *node;
    enum err err;

    if (x->body_len == 0) return fault_set(why, ERR_INVALID, "缺少正文", "the body is missing");
    err = json_parse(x->arena, (struct str){ x->body, x->body_len }, &node, why);
    if (!err) err = json_check(node, route->body, why);
    if (err) return err;
    x->call.body = node;
    return ERR_OK;
}

enum err exchange_read_input(struct exchange *x, struct fault *why)
{
    const struct route *route = x->match.entry->route;
    struct pairs *pairs = arena_new(x->arena, struct pairs);
    enum err err;

    if (!pairs) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = pairs_parse(x->arena, x->raw_query, pairs, why);
    if (!err) err = fields_typed(x->arena, pairs, route->query, &x->call.query, why);
    if (err) return err;
    if (route->flags & (ROUTE_FORM | ROUTE_UPLOAD)) return x->method == HTTP_GET ? ERR_OK : read_form(x, route, why);
    return route->body ? read_json(x, route, why) : ERR_OK;
}
