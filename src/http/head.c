/*
 * head.c - request line and headers: which route, whose, from where, how big.
 *
 * Order of refusals: ambiguous framing (and the connection ends), address, method, path, rate (x->early, before login is
 * looked at); then, once login and right are known to be fine, cross-site,
 * content type and size (x->late).
 * SPDX-License-Identifier: Apache-2.0
 */
#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

#include "base/civil.h"
#include "base/num.h"
#include "http/server.h"

enum { PUBLIC_READS_PER_WRITE = 15 };

static struct str header(const struct exchange *x, enum MHD_ValueKind kind, const char *name)
{
    const char *value = NULL;
    size_t len = 0;

    if (MHD_lookup_connection_value_n(x->connection, kind, name, strlen(name), &value, &len) == MHD_NO || !value) return STR_NONE;
    return (struct str){ value, len };
}

/* Headers that say where a message ends and whose it is: a proxy may read another one than we do (RFC 9112 6.3, 3.2). */
struct framing { int lengths, encodings, hosts; };

static enum MHD_Result count_framing(void *arg, enum MHD_ValueKind kind, const char *name, size_t name_len, const char *value, size_t value_len)
{
    struct framing *framing = arg;
    const struct { const char *name; int *count; } counted[] = {
        { "Content-Length", &framing->lengths }, { "Transfer-Encoding", &framing->encodings }, { "Host", &framing->hosts },
    };

    (void)kind, (void)value, (void)value_len;
    for (size_t i = 0; i < COUNT_OF(counted); i++)
        *counted[i].count += name_len == strlen(counted[i].name) && strncasecmp(name, counted[i].name, name_len) == 0;
    return MHD_YES;
}

static bool is_ambiguous(struct exchange *x)
{
    struct framing framing = { 0 };

    (void)MHD_get_connection_values_n(x->connection, MHD_HEADER_KIND, count_framing, &framing);
    return framing.lengths + framing.encodings > 1 || framing.hosts > 1;
}

static void read_headers(struct exchange *x)
{
    struct head *h = &x->head;
    struct str length = header(x, MHD_HEADER_KIND, "Content-Length");
    int64_t declared = 0;

    *h = (struct head){
        .origin = header(x, MHD_HEADER_KIND, "Origin"),
        .host = header(x, MHD_HEADER_KIND, "Host"),
        .fetch_site = header(x, MHD_HEADER_KIND, "Sec-Fetch-Site"),
        .authorization = header(x, MHD_HEADER_KIND, "Authorization"),
        .relay = header(x, MHD_HEADER_KIND, "X-Relay-Key"),
        .phone_time = header(x, MHD_HEADER_KIND, "X-Phone-Time"),
        .session = header(x, MHD_COOKIE_KIND, "shao_session"),
        .content_type = header(x, MHD_HEADER_KIND, "Content-Type"),
        .content_encoding = header(x, MHD_HEADER_KIND, "Content-Encoding"),
        .idempotency_key = header(x, MHD_HEADER_KIND, "Idempotency-Key"),
        .if_none_match = header(x, MHD_HEADER_KIND, "If-None-Match"),
        .last_event_id = header(x, MHD_HEADER_KIND, "Last-Event-ID"),
        .accept = header(x, MHD_HEADER_KIND, "Accept"),
        .accept_encoding = header(x, MHD_HEADER_KIND, "Accept-Encoding"),
    };
    if (length.at && num_parse_int(length, 0, INT64_MAX, &declared) == ERR_OK) x->declared = (uint64_t)declared;
    x->has_body = x->declared > 0 || header(x, MHD_HEADER_KIND, "Transfer-Encoding").at;
}

/* The address of the client as text; IPv6 clients are counted by their /64. */
static struct str client_address(struct exchange *x)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct str forwarded = header(x, MHD_HEADER_KIND, "X-Forwarded-For"), piece, last = STR_NONE;
    char text[INET6_ADDRSTRLEN] = "?";

    while (x->http->config.behind_proxy && forwarded.len && str_split(&forwarded, ',', &piece)) last = str_trim(piece);
    if (last.len) return last;
    if (info && info->client_addr->sa_family == AF_INET) {
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)info->client_addr)->sin_addr, text, sizeof text);
    } else if (info && info->client_addr->sa_family == AF_INET6) {
        struct in6_addr address = ((const struct sockaddr_in6 *)(const void *)info->client_addr)->sin6_addr;
        memset(&address.s6_addr[8], 0, 8);
        inet_ntop(AF_INET6, &address, text, sizeof text);
    }
    return str_dup(x->arena, str_from_c(text));
}

/* ── Early: address, method, path, rate ────────────────────────────────── */

static bool read_method(struct exchange *x, const char *name)
{
    x->is_head = strcmp(name, "HEAD") == 0;
    x->method = HTTP_GET;
    if (x->is_head) return true;
    for (int method = HTTP_GET; method <= HTTP_DELETE; method++) {
        if (strcmp(name, http_method_name((enum http_method)method)) == 0) {
            x->method = (enum http_method)method;
            return true;
        }
    }
    return false;
}

/* A kiosk or a city hotline: one address with many people behind.  Known once a request of its own was identified. */
static bool is_relay(const struct exchange *x)
{
    struct identity *relay = x->head.relay.len ? auth_known(x->http->auth, x->head.relay, true, time_now_ms()) : NULL;
    bool may = relay && user_has(relay->user, RIGHT_SOURCE_RELAY);

    identity_unref(relay);
    return may;
}

static enum err check_rate(struct exchange *x, struct fault *why)
{
    const struct route *route = x->match.entry->route;
    int rate = x->http->config.public_rate ? x->http->config.public_rate : 20;
    bool writes = route->apply != NULL;

    if (!(route->flags & ROUTE_PUBLIC)) return ERR_OK;
    if (!writes) rate = rate > INT32_MAX / PUBLIC_READS_PER_WRITE ? INT32_MAX : rate * PUBLIC_READS_PER_WRITE;
    if (is_relay(x)) return ERR_OK;
    if (limiter_take(x->http->limiter, x->call.client, writes, rate, time_monotonic_ms(), &x->retry_after_s)) return ERR_OK;
    return fault_set(why, ERR_TOO_MANY, "请求太频繁，请 %d 秒后再试", "too many requests, try again in %d seconds", x->retry_after_s);
}

static enum err find_route(struct exchange *x, const char *method, struct fault *why)
{
    const char *query = memchr(x->target.at, '?', x->target.len);
    size_t path_len = query ? (size_t)(query - x->target.at) : x->target.len;
    bool known_method = read_method(x, method);
    enum err err;

    if (x->over_long) return fault_set(why, ERR_URI_TOO_LONG, "地址超过 %d 字节", "the address is longer than %d bytes", URL_MAX);
    x->raw_query = query ? str_sub(x->target, path_len + 1, x->target.len) : STR_NONE;
    err = path_parse(x->arena, str_sub(x->target, 0, path_len), &x->path, why);
    if (err) return err;
    x->match = router_match(&x->http->router, x->method, &x->path);
    if (!known_method) x->match.entry = NULL;
    if (x->match.entry) return check_rate(x, why);
    if (!known_method || x->match.path_known)
        return fault_set(why, ERR_METHOD, "此地址不支持这种请求方法", "this address does not support this method");
    if (x->method != HTTP_GET || x->http->web_root < 0) return fault_set(why, ERR_NOT_FOUND, "没有这个地址", "there is no such address");
    return ERR_OK;   /* perhaps a file */
}

/* ── Late: cross-site, content type, size ──────────────────────────────── */

/* A page of another site may not make a browser change anything here. */
static enum err check_site(const struct exchange *x, struct fault *why)
{
    ptrdiff_t scheme = str_find(x->head.origin, STR("://"));
    struct str authority = scheme < 0 ? STR_NONE : str_sub(x->head.origin, (size_t)scheme + 3, x->head.origin.len);

    if (x->method == HTTP_GET || x->head.authorization.at) return ERR_OK;
    if (x->head.origin.at && (authority.len == 0 || !str_eq(authority, x->head.host)))
        return fault_set(why, ERR_FORBIDDEN, "不接受来自其他网站的请求", "requests from another site are not accepted");
    if (!x->head.origin.at && x->head.fetch_site.at && !str_is(x->head.fetch_site, "same-origin") && !str_is(x->head.fetch_site, "none"))
        return fault_set(why, ERR_FORBIDDEN, "不接受来自其他网站的请求", "requests from another site are not accepted");
    return ERR_OK;
}

/* Is the media type `type`, whatever parameters follow? */
static bool is_type(struct str header_value, const char *type)
{
    size_t len = strlen(type);
    struct str value = str_trim(header_value);

    if (value.len < len || strncasecmp(value.at, type, len) != 0) return false;
    value = str_trim(str_sub(value, len, value.len));
    return value.len == 0 || value.at[0] == ';';
}

static enum err check_type(const struct exchange *x, const struct route *route, struct fault *why)
{
    struct str type = x->head.content_type;

    if (x->head.content_encoding.at && !str_is(x->head.content_encoding, "identity"))
        return fault_set(why, ERR_MEDIA_TYPE, "不支持压缩的请求正文", "compressed request bodies are not supported");
    if (route->flags & ROUTE_UPLOAD) {
        if (is_type(type, "multipart/form-data")) return ERR_OK;
        return fault_set(why, ERR_MEDIA_TYPE, "请用 multipart/form-data 上传", "send multipart/form-data");
    }
    if (route->flags & ROUTE_FORM) {
        if (is_type(type, "multipart/form-data") || is_type(type, "application/x-www-form-urlencoded")) return ERR_OK;
        return fault_set(why, ERR_MEDIA_TYPE, "请以表单提交", "send a form");
    }
    if (!route->body && !x->has_body) return ERR_OK;
    if (is_type(type, "application/json")) return ERR_OK;
    return fault_set(why, ERR_MEDIA_TYPE, "请用 Content-Type: application/json", "send Content-Type: application/json");
}

size_t exchange_body_max(const struct exchange *x)
{
    if (!x->match.entry) return 0;
    return x->match.entry->route->body_max ? x->match.entry->route->body_max : BODY_DEFAULT_MAX;
}

static enum err check_later(const struct exchange *x, struct fault *why)
{
    const struct route *route = x->match.entry->route;
    bool takes_body = route->body || route->flags & (ROUTE_FORM | ROUTE_UPLOAD);
    enum err err = check_site(x, why);

    if (!err && x->method != HTTP_GET) err = check_type(x, route, why);
    if (err) return err;
    if (x->has_body && !takes_body) return fault_set(why, ERR_INVALID, "此请求不应有正文", "this request takes no body");
    if (x->declared > exchange_body_max(x))
        return fault_set(why, ERR_TOO_LARGE, "正文超过 %zu 字节", "the body is larger than %zu bytes", exchange_body_max(x));
    return ERR_OK;
}

void exchange_read_head(struct exchange *x, const char *method)
{
    enum err err;

    read_headers(x);
    x->call.client = client_address(x);
    err = find_route(x, method, &x->early);
    x->ambiguous = is_ambiguous(x);
    if (x->ambiguous)
        err = fault_set(&x->early, ERR_INVALID, "请求的长度或主机写了两次", "the request states its length or host twice");
    if (!err && x->match.entry) err = check_later(x, &x->late);
    (void)err;   /* kept in the fault */
}
