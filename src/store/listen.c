/*
 * listen.c - the thread that listens for other servers' events.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "store/listen.h"

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/str.h"

enum { AGAIN_MS = 1000 };   /* between tries to connect */

struct listener {
    struct arena *arena;
    const char *target, *own;
    void (*woken)(int64_t last, void *arg);
    void *arg;
    int stop;               /* eventfd: readable when the thread shall end */
    pthread_t thread;
};

/* Waits for the socket (or, with -1, for nothing); false when the thread shall end. */
static bool wait_for(const struct listener *listener, int socket, int ms)
{
    struct pollfd fds[] = { { listener->stop, POLLIN, 0 }, { socket, POLLIN, 0 } };
    int ready = poll(fds, socket < 0 ? 1 : 2, ms);

    return !(ready > 0 && fds[0].revents) && (ready >= 0 || errno == EINTR);
}

static PGconn *connect_and_listen(const struct listener *listener)
{
    static const char *const names[] = { "fallback_application_name", "connect_timeout", "keepalives_idle", "dbname", NULL };
    const char *const values[] = { "shao events", "5", "30", listener->target, NULL };
    PGconn *pg = PQconnectdbParams(names, values, 1);
    PGresult *result = pg && PQstatus(pg) == CONNECTION_OK ? PQexec(pg, "LISTEN shao_feed") : NULL;
    bool ok = result && PQresultStatus(result) == PGRES_COMMAND_OK;

    PQclear(result);
    if (ok) return pg;
    PQfinish(pg);
    return NULL;
}

/* Until the line breaks or the thread shall end, which is false. */
static bool hear(const struct listener *listener, PGconn *pg)
{
    for (;;) {
        PGnotify *told;
        bool others = false;

        if (!wait_for(listener, PQsocket(pg), -1)) return false;
        if (!PQconsumeInput(pg) || PQstatus(pg) != CONNECTION_OK) return true;
        while ((told = PQnotifies(pg))) {
            others |= strcmp(told->extra, listener->own) != 0;
            PQfreemem(told);
        }
        if (others) listener->woken(0, listener->arg);
    }
}

static void *run(void *arg)
{
    struct listener *listener = arg;
    bool going = true;

    pthread_setname_np(pthread_self(), "listener");
    while (going) {
        PGconn *pg = connect_and_listen(listener);
        if (pg) {
            listener->woken(0, listener->arg);
            going = hear(listener, pg);
            PQfinish(pg);
        }
        if (going) going = wait_for(listener, -1, AGAIN_MS);
    }
    return NULL;
}

struct listener *listener_open(const char *target, const char *own, void (*woken)(int64_t last, void *arg), void *arg)
{
    struct arena *arena = arena_open(64 * 1024);
    struct listener *listener = arena ? arena_new(arena, struct listener) : NULL;

    if (!listener) {
        arena_close(arena);
        return NULL;
    }
    *listener = (struct listener){ arena, str_c(arena, str_from_c(target)), str_c(arena, str_from_c(own)), woken, arg, eventfd(0, EFD_CLOEXEC), 0 };
    if (!listener->target || !listener->own || listener->stop < 0 || pthread_create(&listener->thread, NULL, run, listener) != 0) {
        if (listener->stop >= 0) close(listener->stop);
        arena_close(arena);
        return NULL;
    }
    return listener;
}

void listener_close(struct listener *listener)
{
    if (!listener) return;
    (void)eventfd_write(listener->stop, 1);
    pthread_join(listener->thread, NULL);
    close(listener->stop);
    arena_close(listener->arena);
}
