/*
 * client.h - a small HTTP client for tests: bytes out, an answer in.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef TESTS_HTTP_CLIENT_H
#define TESTS_HTTP_CLIENT_H

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"

struct answer {
    int status;                 /* 0: the connection ended without an answer */
    struct str head;            /* status line and headers */
    struct str body;            /* chunks put together */
    const struct json_t *json;  /* the body when it is JSON */
};

int client_connect(int port);
bool client_send(int socket, const void *bytes, size_t len);
bool client_text(int socket, const char *text);
/* One answer; waits up to 10 s. */
struct answer client_read(int socket, struct arena *arena);
/* The answer to HEAD: headers only. */
struct answer client_read_head(int socket, struct arena *arena);
/* What arrives until `until` is seen or `ms` have passed; NUL-terminated, keeps what it read. */
const char *client_read_until(int socket, struct arena *arena, const char *until, int ms);

/* Connects, sends one request ("GET /path", extra headers each ended by CRLF, body or NULL) and reads the answer. */
struct answer client_ask(int port, struct arena *arena, const char *request, const char *headers, const char *body);
/* The value of a header; STR_NONE when absent. */
struct str answer_header_value(const struct answer *answer, const char *name);
/* The text of a field of a JSON body ("" when absent). */
const char *answer_field(struct arena *arena, const struct answer *answer, const char *name);

#endif
