/*
 * proxy.c - a line to the test server that can be cut when a COMMIT passes.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "proxy.h"

#include <libpq-fe.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LINES_MAX = 32, LOOK_MS = 20 };

struct proxy {
    char host[128], port[16], target[512];
    int listening;
    pthread_t thread;
    atomic_int cut, cuts;
    atomic_bool stop, down;
    struct line {
        int client, server;
    } lines[LINES_MAX];
    size_t count;
};

/* ── The thread ────────────────────────────────────────────────────────── */

static int server_connect(const struct proxy *proxy)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found = NULL;
    int fd = -1;

    if (getaddrinfo(proxy->host, proxy->port, &hints, &found) != 0) return -1;
    fd = socket(found->ai_family, found->ai_socktype | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen) != 0) {
        close(fd);
        fd = -1;
    }
    freeaddrinfo(found);
    return fd;
}

static void line_new(struct proxy *proxy)
{
    int client = accept4(proxy->listening, NULL, NULL, SOCK_CLOEXEC);
    int server = client >= 0 && !proxy->down && proxy->count < LINES_MAX ? server_connect(proxy) : -1;

    if (server >= 0)
        proxy->lines[proxy->count++] = (struct line){ client, server };
    else if (client >= 0)
        close(client);
}

static void line_drop(struct proxy *proxy, size_t i)
{
    close(proxy->lines[i].client);
    close(proxy->lines[i].server);
    proxy->lines[i] = proxy->lines[--proxy->count];
}

static bool pass(int from, int to)
{
    static char bytes[65536];
    ssize_t n = recv(from, bytes, sizeof bytes, 0);

    for (ssize_t sent = 0; sent < n;) {
        ssize_t now = send(to, bytes + sent, (size_t)(n - sent), MSG_NOSIGNAL);
        if (now <= 0) return false;
        sent += now;
    }
    return n > 0;
}

/* Client to server; false when the line is to be dropped. */
static bool pass_question(struct proxy *proxy, const struct line *line)
{
    static const char commit[] = "Q\0\0\0\x0B"
                                 "COMMIT"; /* and the NUL that ends it */
    char bytes[sizeof commit], answer[4096];
    ssize_t seen = recv(line->client, bytes, sizeof bytes, MSG_PEEK);
    bool committing = seen == (ssize_t)sizeof commit && memcmp(bytes, commit, sizeof commit) == 0;
    int cut = committing ? atomic_exchange(&proxy->cut, CUT_NOTHING) : CUT_NOTHING;

    if (cut != CUT_NOTHING) atomic_fetch_add(&proxy->cuts, 1);
    if (cut == CUT_BEFORE_COMMIT || !pass(line->client, line->server)) return false;
    if (cut == CUT_NOTHING) return true;
    (void)!recv(line->server, answer, sizeof answer, 0);
    return false;
}

static void lines_look(struct proxy *proxy, struct pollfd *ends)
{
    for (size_t i = proxy->count; i-- > 0;) {
        bool going = !proxy->down;

        if (going && ends[2 * i].revents) going = pass_question(proxy, &proxy->lines[i]);
        if (going && ends[2 * i + 1].revents) going = pass(proxy->lines[i].server, proxy->lines[i].client);
        if (!going) line_drop(proxy, i);
    }
}

static void *proxy_main(void *arg)
{
    struct proxy *proxy = arg;
    struct pollfd ends[2 * LINES_MAX + 1];

    while (!proxy->stop) {
        size_t count = proxy->count;

        for (size_t i = 0; i < count; i++) {
            ends[2 * i] = (struct pollfd){ .fd = proxy->lines[i].client, .events = POLLIN };
            ends[2 * i + 1] = (struct pollfd){ .fd = proxy->lines[i].server, .events = POLLIN };
        }
        ends[2 * count] = (struct pollfd){ .fd = proxy->listening, .events = POLLIN };
        (void)poll(ends, 2 * count + 1, LOOK_MS);
        lines_look(proxy, ends);
        if (ends[2 * count].revents) line_new(proxy);
    }
    while (proxy->count) line_drop(proxy, 0);
    close(proxy->listening);
    return NULL;
}

/* ── For tests ─────────────────────────────────────────────────────────── */

static const char *option(PQconninfoOption *options, const char *keyword, const char *otherwise)
{
    for (; options->keyword; options++)
        if (strcmp(options->keyword, keyword) == 0 && options->val) return options->val;
    return otherwise;
}

struct proxy *proxy_open(struct place *place)
{
    struct proxy *proxy = arena_new(place->arena, struct proxy);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof address;
    PQconninfoOption *options = PQconninfoParse(place->target, NULL);

    assert_non_null(options);
    (void)snprintf(proxy->host, sizeof proxy->host, "%s", option(options, "host", "127.0.0.1"));
    (void)snprintf(proxy->port, sizeof proxy->port, "%s", option(options, "port", "5432"));
    proxy->listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(proxy->listening, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(proxy->listening, 16), 0);
    assert_int_equal(getsockname(proxy->listening, (struct sockaddr *)&address, &len), 0);
    (void)snprintf(proxy->target, sizeof proxy->target, "postgres://%s@127.0.0.1:%d/%s?sslmode=disable",
                   option(options, "user", "postgres"), ntohs(address.sin_port), place->name);
    PQconninfoFree(options);
    assert_int_equal(pthread_create(&proxy->thread, NULL, proxy_main, proxy), 0);
    return proxy;
}

const char *proxy_target(const struct proxy *proxy)
{
    return proxy->target;
}

void proxy_cut(struct proxy *proxy, enum cut cut)
{
    proxy->cut = (int)cut;
}

int proxy_cuts(const struct proxy *proxy)
{
    return proxy->cuts;
}

void proxy_down(struct proxy *proxy, bool down)
{
    proxy->down = down;
}

void proxy_close(struct proxy *proxy)
{
    proxy->stop = true;
    pthread_join(proxy->thread, NULL);
}
