/*
 * client.c - a small HTTP client for tests.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "client.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/civil.h"

enum { WAIT_MS = 10000, CHUNK = 65536 };

int client_connect(int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

    setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(s, (struct sockaddr *)&address, sizeof address) == 0) return s;
    close(s);
    return -1;
}

bool client_send(int s, const void *bytes, size_t len)
{
    const char *at = bytes;

    while (len) {
        ssize_t n = send(s, at, len, MSG_NOSIGNAL);
        if (n <= 0) return false;
        at += n;
        len -= (size_t)n;
    }
    return true;
}

bool client_text(int s, const char *text)
{
    return client_send(s, text, strlen(text));
}

/* One piece of what arrives; 0 at the end or when nothing came in time. */
static size_t receive(int s, char *out, size_t max, int64_t until)
{
    struct pollfd wait = { s, POLLIN, 0 };
    int64_t left = until - time_monotonic_ms();
    ssize_t n;

    if (left <= 0 || poll(&wait, 1, (int)left) <= 0) return 0;
    n = recv(s, out, max, 0);
    return n > 0 ? (size_t)n : 0;
}

static struct str header_of(struct str head, const char *name)
{
    struct str line;
    size_t len = strlen(name);

    while (head.len && str_split(&head, '\n', &line)) {
        if (line.len > len && line.at[len] == ':' && strncasecmp(line.at, name, len) == 0)
            return str_trim(str_sub(line, len + 1, line.len));
    }
    return STR_NONE;
}

/* Puts chunks together; false while the last has not come. */
static bool unchunk(struct arena *arena, struct str raw, struct str *out)
{
    char *text = arena_alloc(arena, raw.len + 1);
    size_t at = 0, len = 0;

    for (;;) {
        ptrdiff_t line = str_find(str_sub(raw, at, raw.len), STR("\r\n"));
        if (line < 0) return false;
        unsigned long size = strtoul(raw.at + at, NULL, 16);
        at += (size_t)line + 2;
        if (at + size + 2 > raw.len) return false;
        if (size == 0) break;
        memcpy(text + len, raw.at + at, size);
        len += size;
        at += size + 2;
    }
    *out = (struct str){ text, len };
    return true;
}

static bool complete(struct arena *arena, struct str all, bool head_only, struct answer *answer)
{
    ptrdiff_t end = str_find(all, STR("\r\n\r\n"));
    struct str length, rest;

    if (end < 0) return false;
    if (str_starts(all, STR("HTTP/1.1 100"))) return complete(arena, str_sub(all, (size_t)end + 4, all.len), head_only, answer);
    answer->head = str_sub(all, 0, (size_t)end);
    answer->status = atoi(all.at + 9);
    rest = str_sub(all, (size_t)end + 4, all.len);
    if (head_only || answer->status == 304 || answer->status == 204) return true;
    if (header_of(answer->head, "Transfer-Encoding").len) return unchunk(arena, rest, &answer->body);
    length = header_of(answer->head, "Content-Length");
    answer->body = rest;
    return length.at && rest.len >= (size_t)strtoul(length.at, NULL, 10);
}

static struct answer read_answer(int s, struct arena *arena, bool head_only)
{
    int64_t until = time_monotonic_ms() + WAIT_MS;
    struct answer answer = { 0 };
    struct buf buf;
    char *chunk = arena_alloc(arena, CHUNK);

    buf_init(&buf, arena, 0);
    for (;;) {
        size_t n = receive(s, chunk, CHUNK, until);
        buf_bytes(&buf, chunk, n);
        if (complete(arena, buf_done(&buf), head_only, &answer)) break;
        if (n == 0) {
            if (!header_of(answer.head, "Content-Length").len && answer.status) break;   /* ended by closing */
            return (struct answer){ 0 };
        }
    }
    if (str_find(header_of(answer.head, "Content-Type"), STR("json")) >= 0 && answer.body.len) {
        struct json_t *json;
        if (json_parse(arena, answer.body, &json, NULL) == ERR_OK) answer.json = json;
    }
    return answer;
}

struct answer client_read(int s, struct arena *arena)
{
    return read_answer(s, arena, false);
}

struct answer client_read_head(int s, struct arena *arena)
{
    return read_answer(s, arena, true);
}

const char *client_read_until(int s, struct arena *arena, const char *until, int ms)
{
    int64_t end = time_monotonic_ms() + ms;
    char *chunk = arena_alloc(arena, CHUNK);
    struct buf buf;
    size_t n;

    buf_init(&buf, arena, 0);
    while ((n = receive(s, chunk, CHUNK, end))) {
        buf_bytes(&buf, chunk, n);
        buf_byte(&buf, 0);
        buf.len--;
        if (strstr(buf.at, until)) break;
    }
    buf_byte(&buf, 0);
    return buf.at;
}

struct answer client_ask(int port, struct arena *arena, const char *request, const char *headers, const char *body)
{
    int s = client_connect(port);
    struct answer answer;
    struct buf buf;

    buf_init(&buf, arena, 0);
    buf_printf(&buf, "%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s", request, port, headers ? headers : "");
    if (body) buf_printf(&buf, "Content-Length: %zu\r\n", strlen(body));
    buf_text(&buf, "\r\n");
    if (body) buf_text(&buf, body);
    (void)client_send(s, buf.at, buf.len);
    answer = strncmp(request, "HEAD", 4) == 0 ? client_read_head(s, arena) : client_read(s, arena);
    close(s);
    return answer;
}

struct str answer_header_value(const struct answer *answer, const char *name)
{
    return header_of(answer->head, name);
}

const char *answer_field(struct arena *arena, const struct answer *answer, const char *name)
{
    struct str text = answer->json ? json_get_str(answer->json, name) : STR_NONE;

    return text.at ? str_c(arena, text) : "";
}
