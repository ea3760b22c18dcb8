/*
 * openapi.c - the OpenAPI 3.1 document, printed from the route tables.
 *
 * Shapes become components (each once, found from the routes down), field
 * tables become inline schemas, and every answer that is not a success is the
 * one Error shape.  Descriptions are bilingual.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <ctype.h>
#include <string.h>

#include "http/router.h"

enum { SHAPES_MAX = 512 };

struct shapes {
    const struct json_shape *list[SHAPES_MAX];
    size_t count;
};

/* ── Schemas ───────────────────────────────────────────────────────────── */

static void write_ref(struct json_out *out, const char *key, struct arena *arena, const char *name)
{
    json_object(out, key);
    json_str(out, "$ref", str_format(arena, "#/components/schemas/%s", name));
    json_close(out);
}

static const char *type_name(enum json_type type)
{
    switch (type) {
    case JSON_INT: return "integer";
    case JSON_NUMBER: return "number";
    case JSON_BOOL: return "boolean";
    case JSON_LIST: return "array";
    case JSON_OBJECT: return "object";
    case JSON_TEXT: case JSON_ID: case JSON_TIME: return "string";
    case JSON_ANY: break;
    }
    return NULL;
}

static void write_type(struct json_out *out, enum json_type type, bool nullable)
{
    const char *name = type_name(type);

    if (!name) return;
    if (nullable) {
        json_list(out, "type");
        json_text(out, NULL, name);
        json_text(out, NULL, "null");
        json_close(out);
    } else {
        json_text(out, "type", name);
    }
    if (type == JSON_TIME) json_text(out, "format", "date-time");
    if (type == JSON_ID) json_text(out, "pattern", "^[0-9]{1,19}$");
}

/* Bounds a browser can read as numbers; what is wider is no bound. */
static void write_bounds(struct json_out *out, const struct json_field *field)
{
    static const int64_t WIDEST = INT64_C(1) << 53;
    const char *low = field->type == JSON_TEXT ? "minLength" : field->type == JSON_LIST ? "minItems" : "minimum";
    const char *high = field->type == JSON_TEXT ? "maxLength" : field->type == JSON_LIST ? "maxItems" : "maximum";

    if (field->type != JSON_TEXT && field->type != JSON_LIST && field->type != JSON_INT) return;
    if (field->min == 0 && field->max == 0) return;
    if (field->min > -WIDEST && (field->type == JSON_INT || field->min > 0)) json_int(out, low, field->min);
    if (field->max < WIDEST) json_int(out, high, field->max);
}

static struct str both(struct arena *arena, const char *zh, const char *en)
{
    return str_format(arena, "%s%s%s", zh ? zh : "", zh && en ? " · " : "", en ? en : "");
}

static void write_field_schema(struct json_out *out, const char *key, struct arena *arena, const struct json_field *field)
{
    json_object(out, key);
    write_type(out, field->type, false);
    write_bounds(out, field);
    if (field->type == JSON_LIST) {
        json_object(out, "items");
        json_close(out);
    }
    json_str(out, "description", both(arena, field->zh, field->about));
    json_close(out);
}

static void write_fields(struct json_out *out, const char *key, struct arena *arena, const struct json_field *fields, bool file)
{
    bool any = false;

    json_object(out, key);
    json_text(out, "type", "object");
    json_bool(out, "additionalProperties", false);
    json_object(out, "properties");
    if (file) {
        json_object(out, "file");
        json_text(out, "type", "string");
        json_text(out, "format", "binary");
        json_close(out);
    }
    for (const struct json_field *field = fields; field && field->name; field++) {
        write_field_schema(out, field->name, arena, field);
        any = any || !field->optional;
    }
    json_close(out);
    if (any) {
        json_list(out, "required");
        for (const struct json_field *field = fields; field->name; field++) {
            if (!field->optional) json_text(out, NULL, field->name);
        }
        json_close(out);
    }
    json_close(out);
}

/* ── Shapes ────────────────────────────────────────────────────────────── */

/* Two modules may each describe a shape they share, in the same words. */
static bool same_shape(const struct json_shape *a, const struct json_shape *b)
{
    const struct json_shape_field *x = a->fields, *y = b->fields;

    for (; x->name && y->name; x++, y++) {
        if (strcmp(x->name, y->name) != 0 || x->type != y->type || x->optional != y->optional || !x->of != !y->of) return false;
        if (x->of && strcmp(x->of->name, y->of->name) != 0) return false;
    }
    return !x->name && !y->name;
}

static enum err collect(struct shapes *shapes, const struct json_shape *shape, struct fault *why)
{
    enum err err = ERR_OK;

    if (!shape) return ERR_OK;
    for (size_t i = 0; i < shapes->count; i++) {
        if (shapes->list[i] == shape) return ERR_OK;
        if (strcmp(shapes->list[i]->name, shape->name) != 0) continue;
        if (same_shape(shapes->list[i], shape)) return ERR_OK;
        return fault_set(why, ERR_CONFLICT, "两个不同的结构都叫 %s", "two different shapes are called %s", shape->name);
    }
    if (shapes->count == SHAPES_MAX) return fault_set(why, ERR_TOO_LARGE, "结构过多", "too many shapes");
    shapes->list[shapes->count++] = shape;
    for (const struct json_shape_field *field = shape->fields; !err && field->name; field++) err = collect(shapes, field->of, why);
    return err;
}

static void write_shape_field(struct json_out *out, struct arena *arena, const struct json_shape_field *field)
{
    if (field->of && field->type != JSON_LIST) {
        if (!field->optional) {
            write_ref(out, field->name, arena, field->of->name);
            return;
        }
        json_object(out, field->name);
        json_list(out, "anyOf");
        write_ref(out, NULL, arena, field->of->name);
        json_object(out, NULL);
        json_text(out, "type", "null");
        json_close(out);
        json_close(out);
        json_close(out);
        return;
    }
    json_object(out, field->name);
    write_type(out, field->type, field->optional);
    if (field->type == JSON_LIST) {
        if (field->of) {
            write_ref(out, "items", arena, field->of->name);
        } else {
            json_object(out, "items");
            json_text(out, "type", "string");
            json_close(out);
        }
    }
    json_close(out);
}

static void write_shape(struct json_out *out, struct arena *arena, const struct json_shape *shape)
{
    json_object(out, shape->name);
    json_text(out, "type", "object");
    json_object(out, "properties");
    for (const struct json_shape_field *field = shape->fields; field->name; field++) write_shape_field(out, arena, field);
    json_close(out);
    json_list(out, "required");   /* every field is there, though some may be null */
    for (const struct json_shape_field *field = shape->fields; field->name; field++) json_text(out, NULL, field->name);
    json_close(out);
    json_close(out);
}

/* ── Operations ────────────────────────────────────────────────────────── */

/* "POST /api/tasks/{id}/complete" is postTasksIdComplete. */
static struct str operation_id(struct arena *arena, const struct route *route)
{
    struct str path = str_from_c(route->path);
    bool upper = true;
    struct buf id;

    if (str_starts(path, STR("/api/"))) path = str_sub(path, 4, path.len);
    buf_init(&id, arena, 0);
    for (const char *c = http_method_name(route->method); *c; c++) buf_byte(&id, (char)tolower((unsigned char)*c));
    for (size_t i = 0; i < path.len; i++) {
        if (!isalnum((unsigned char)path.at[i])) {
            upper = true;
            continue;
        }
        buf_byte(&id, upper ? (char)toupper((unsigned char)path.at[i]) : path.at[i]);
        upper = false;
    }
    return buf_done(&id);
}

static void write_parameter(struct json_out *out, const char *name, const char *in, bool required, struct str about)
{
    json_object(out, NULL);
    json_str(out, "name", str_from_c(name));
    json_text(out, "in", in);
    json_bool(out, "required", required);
    if (about.len) json_str(out, "description", about);
}

static void write_parameters(struct json_out *out, struct arena *arena, const struct entry *entry)
{
    const struct route *route = entry->route;

    json_list(out, "parameters");
    for (size_t i = 0; i < entry->count; i++) {
        struct str text = entry->segments[i].text;
        if (entry->segments[i].kind == SEGMENT_LITERAL) continue;
        const char *name = str_c(arena, str_sub(text, 1, text.len - 2));
        write_parameter(out, name, "path", true, STR_NONE);
        json_object(out, "schema");
        write_type(out, entry->segments[i].kind == SEGMENT_ID ? JSON_ID : JSON_TEXT, false);
        json_close(out);
        json_close(out);
    }
    for (const struct json_field *field = route->query; field && field->name; field++) {
        write_parameter(out, field->name, "query", !field->optional, both(arena, field->zh, field->about));
        write_field_schema(out, "schema", arena, field);
        json_close(out);
    }
    if (route->apply && !(route->flags & (ROUTE_SECRET | ROUTE_FORM | ROUTE_HTML))) {
        json_object(out, NULL);
        json_text(out, "$ref", "#/components/parameters/IdempotencyKey");
        json_close(out);
    }
    if (route->flags & ROUTE_PHONE) {
        json_object(out, NULL);
        json_text(out, "$ref", "#/components/parameters/PhoneTime");
        json_close(out);
    }
    json_close(out);
}

static void write_body(struct json_out *out, struct arena *arena, const struct route *route)
{
    const char *type = route->flags & ROUTE_UPLOAD ? "multipart/form-data"
                       : route->flags & ROUTE_FORM ? "application/x-www-form-urlencoded"
                                                   : "application/json";

    if (!route->body && !(route->flags & (ROUTE_FORM | ROUTE_UPLOAD))) return;
    if (route->method == HTTP_GET) return;
    json_object(out, "requestBody");
    json_bool(out, "required", true);
    json_object(out, "content");
    json_object(out, type);
    write_fields(out, "schema", arena, route->body, (route->flags & ROUTE_UPLOAD) != 0);
    json_close(out);
    json_close(out);
    json_close(out);
}

static void write_success(struct json_out *out, struct arena *arena, const struct route *route, int status)
{
    struct str key = str_format(arena, "%d", status);

    json_object(out, key.at ? key.at : "200");
    json_str(out, "description", both(arena, "成功", "done"));
    if (route->gives && status != 204) {
        json_object(out, "content");
        json_object(out, "application/json");
        write_ref(out, "schema", arena, route->gives->name);
        json_close(out);
        json_close(out);
    } else if (route->flags & ROUTE_STREAM) {
        json_object(out, "content");
        json_object(out, "text/event-stream");
        json_object(out, "schema");
        json_text(out, "type", "string");
        json_close(out);
        json_close(out);
        json_close(out);
    }
    json_close(out);
}

static void write_responses(struct json_out *out, struct arena *arena, const struct route *route)
{
    json_object(out, "responses");
    write_success(out, arena, route, route->status ? route->status : 200);
    if (route->or_status) write_success(out, arena, route, route->or_status);
    json_object(out, "4XX");
    json_text(out, "$ref", "#/components/responses/Refused");
    json_close(out);
    json_object(out, "5XX");
    json_text(out, "$ref", "#/components/responses/Refused");
    json_close(out);
    json_close(out);
}

static void write_security(struct json_out *out, const struct route *route)
{
    json_list(out, "security");
    if (!(route->flags & ROUTE_PUBLIC)) {
        json_object(out, NULL);
        json_list(out, "session");
        json_close(out);
        json_close(out);
        json_object(out, NULL);
        json_list(out, "key");
        json_close(out);
        json_close(out);
    }
    json_close(out);
}

static void write_operation(struct json_out *out, struct arena *arena, const struct entry *entry)
{
    const struct route *route = entry->route;
    char method[8] = { 0 };
    const char *name = http_method_name(route->method);

    for (size_t i = 0; name[i] && i + 1 < sizeof method; i++) method[i] = (char)tolower((unsigned char)name[i]);
    json_object(out, method);
    json_str(out, "operationId", operation_id(arena, route));
    json_list(out, "tags");
    json_text(out, NULL, entry->module->name);
    json_close(out);
    json_text(out, "summary", route->en);
    json_str(out, "description", str_format(arena, "%s\n\n%s%s%s", route->zh, route->en,
                                            route->right == RIGHT_NONE ? "" : "\n\nRight: ", route->right == RIGHT_NONE ? "" : right_key(route->right)));
    write_security(out, route);
    write_parameters(out, arena, entry);
    write_body(out, arena, route);
    write_responses(out, arena, route);
    json_close(out);
}

/* Entries are sorted so that one path's methods are neighbours or not: each path is written with all of them. */
static void write_paths(struct json_out *out, struct arena *arena, const struct router *router)
{
    json_object(out, "paths");
    for (size_t i = 0; i < router->count; i++) {
        const struct route *route = router->entries[i].route;
        bool written = (route->flags & ROUTE_HIDDEN) != 0;
        for (size_t k = 0; k < i && !written; k++)
            written = !(router->entries[k].route->flags & ROUTE_HIDDEN) && strcmp(router->entries[k].route->path, route->path) == 0;
        if (written) continue;
        json_object(out, route->path);
        for (size_t k = i; k < router->count; k++) {
            const struct route *other = router->entries[k].route;
            if (!(other->flags & ROUTE_HIDDEN) && strcmp(other->path, route->path) == 0) write_operation(out, arena, &router->entries[k]);
        }
        json_close(out);
    }
    json_close(out);
}

/* ── The rest ──────────────────────────────────────────────────────────── */

static const struct json_shape ERROR_SHAPE = {
    "Error",
    (const struct json_shape_field[]){
        { "error", JSON_TEXT },
        { "zh", JSON_TEXT },
        { "en", JSON_TEXT },
        { "at", JSON_INT },
        { "field", JSON_TEXT, .optional = true },
        { "request", JSON_TEXT },
        { 0 },
    },
};

static void write_scheme(struct json_out *out, const char *key, const char *type, const char *second, const char *second_value)
{
    json_object(out, key);
    json_text(out, "type", type);
    json_text(out, second, second_value);
    if (strcmp(type, "apiKey") == 0) json_text(out, "name", "shao_session");
    json_close(out);
}

static void write_components(struct json_out *out, struct arena *arena, const struct shapes *shapes)
{
    json_object(out, "components");
    json_object(out, "schemas");
    for (size_t i = 0; i < shapes->count; i++) write_shape(out, arena, shapes->list[i]);
    json_close(out);
    json_object(out, "responses");
    json_object(out, "Refused");
    json_str(out, "description", both(arena, "未成功，原因见正文", "not done, the body says why"));
    json_object(out, "content");
    json_object(out, "application/json");
    write_ref(out, "schema", arena, ERROR_SHAPE.name);
    json_close(out);
    json_close(out);
    json_close(out);
    json_close(out);
    json_object(out, "parameters");
    json_object(out, "IdempotencyKey");
    json_text(out, "name", "Idempotency-Key");
    json_text(out, "in", "header");
    json_bool(out, "required", false);
    json_str(out, "description", both(arena, "同一键的重复请求只做一次", "a repeated request with the same key is done once"));
    json_object(out, "schema");
    json_text(out, "type", "string");
    json_int(out, "minLength", 8);
    json_int(out, "maxLength", 128);
    json_close(out);
    json_close(out);
    json_object(out, "PhoneTime");
    json_text(out, "name", "X-Phone-Time");
    json_text(out, "in", "header");
    json_bool(out, "required", false);
    json_str(out, "description", both(arena, "发送时手机时钟的毫秒数，用来校正正文里的时刻", "milliseconds of the phone's own clock on sending, to correct the time in the body"));
    json_object(out, "schema");
    json_text(out, "type", "integer");
    json_close(out);
    json_close(out);
    json_close(out);
    json_object(out, "securitySchemes");
    write_scheme(out, "session", "apiKey", "in", "cookie");
    write_scheme(out, "key", "http", "scheme", "bearer");
    json_close(out);
    json_close(out);
}

static void write_head(struct json_out *out, const struct module *const *modules, size_t count)
{
    json_text(out, "openapi", "3.1.0");
    json_object(out, "info");
    json_text(out, "title", "shao 哨");
    json_text(out, "version", "1");
    json_text(out, "description", "街道基层治理平台接口 · The interface of the street-level government platform. "
                                  "Ids are strings, times RFC 3339 with +08:00, lists {items, next}.");
    json_object(out, "license");
    json_text(out, "name", "Apache-2.0");
    json_text(out, "identifier", "Apache-2.0");
    json_close(out);
    json_close(out);
    json_list(out, "servers");
    json_object(out, NULL);
    json_text(out, "url", "/");
    json_close(out);
    json_close(out);
    json_list(out, "tags");
    for (size_t i = 0; i < count; i++) {
        json_object(out, NULL);
        json_text(out, "name", modules[i]->name);
        json_text(out, "description", modules[i]->zh);
        json_close(out);
    }
    json_close(out);
}

enum err http_openapi(struct arena *arena, const struct module *const *modules, size_t count, struct str *out, struct fault *why)
{
    struct shapes *shapes = arena_new(arena, struct shapes);
    struct router router;
    struct json_out json;
    struct buf buf;
    enum err err = router_compile(arena, modules, count, &router, why);

    if (err) return err;
    if (!shapes) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = collect(shapes, &ERROR_SHAPE, why);
    for (size_t i = 0; !err && i < router.count; i++) {
        if (!(router.entries[i].route->flags & ROUTE_HIDDEN)) err = collect(shapes, router.entries[i].route->gives, why);
    }
    if (err) return err;
    buf_init(&buf, arena, 0);
    json_begin(&json, &buf);
    json_object(&json, NULL);
    write_head(&json, modules, count);
    write_paths(&json, arena, &router);
    write_components(&json, arena, shapes);
    json_close(&json);
    if (!json_done(&json) || !buf_ok(&buf)) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    *out = buf_done(&buf);
    return ERR_OK;
}
