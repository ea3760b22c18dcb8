/*
 * keeper.c - what must happen now and then: cutting off late connections,
 * forgetting identities, giving memory back after a rush, sweeping ended sessions, old kept replies, old positions and old live events.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <malloc.h>
#include <time.h>

#include "base/civil.h"
#include "base/log.h"
#include "http/server.h"
#include "org/account.h"
#include "store/feed.h"

enum { FORGET_EVERY_S = 60, SWEEP_EVERY_S = 600, PRUNE_AT_ONCE = 2000, PRUNE_BATCHES = 500 };
enum { REST_EVERY_S = 15, QUIET_REQUESTS = 30, RUSH_REQUESTS = 500 };   /* at rest: fewer than so many requests in the time, and a rush before */

static enum err sweep_apply(struct db *db, struct store_job *job, struct fault *why)
{
    const struct http *http = job->arg;
    struct org *org = http->config.org(http->config.app);
    int64_t now = time_now_ms(), kept = org_setting(org, "idempotency.kept", 24) * MS_PER_HOUR;
    enum err err = session_sweep(db, now, why);

    if (!err) err = org_fix_sweep(db, now - org_setting(org, "position.kept", 12) * MS_PER_HOUR, why);
    org_unref(org);
    return err ? err : idempotency_sweep(db, now - kept, why);
}

/* Live events that nobody will come back for: a browser that stayed away longer reloads its page. */
struct prune { int64_t before_ms, gone; };

static enum err prune_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct prune *prune = job->arg;

    return store_feed_prune(db, prune->before_ms, PRUNE_AT_ONCE, &prune->gone, why);
}

static void prune_feed(struct http *http)
{
    struct org *org = http->config.org(http->config.app);
    struct prune prune = { .before_ms = time_now_ms() - org_setting(org, "feed.kept", 72) * MS_PER_HOUR, .gone = PRUNE_AT_ONCE };
    struct fault why = { 0 };

    org_unref(org);
    for (int batch = 0; batch < PRUNE_BATCHES && prune.gone == PRUNE_AT_ONCE; batch++) {
        if (!store_transact(http->config.store, 0, prune_apply, &prune, &why)) continue;
        log_line(LOG_WARN, "pruning live events: %s", why.en);
        return;
    }
}

static void sweep(struct http *http)
{
    struct fault why = { 0 };

    if (store_transact(http->config.store, 0, sweep_apply, http, &why)) log_line(LOG_WARN, "sweeping: %s", why.en);
    why = (struct fault){ 0 };
    if (http->config.tend && http->config.tend(http->config.app, time_now_ms(), &why)) log_line(LOG_WARN, "tending: %s", why.en);
}

/* What a rush took and nothing needs now goes back: pages of the database, and what was freed in between. */
struct pace { long long total, rested; };

static void rest_after_rush(struct http *http, struct pace *pace)
{
    long long total = metrics_total(http->metrics), before = pace->total;
    struct fault why = { 0 };

    pace->total = total;
    if (total - before >= QUIET_REQUESTS || total - pace->rested < RUSH_REQUESTS) return;
    pace->rested = total;
    if (store_rest(http->config.store, &why)) log_line(LOG_WARN, "resting: %s", why.en);
    (void)malloc_trim(0);
}

void *keeper_loop(void *arg)
{
    struct http *http = arg;
    struct pace pace = { 0 };
    long second = 0;

    pthread_mutex_lock(&http->keeper_mutex);
    while (!http->keeper_stop) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec++;
        pthread_cond_timedwait(&http->keeper_wake, &http->keeper_mutex, &until);
        if (http->keeper_stop) break;
        pthread_mutex_unlock(&http->keeper_mutex);
        second++;
        peers_cut(http->peers, time_monotonic_ms());
        kept_sweep(http->kept, time_now_ms());
        if (second % REST_EVERY_S == 0) rest_after_rush(http, &pace);
        if (second % FORGET_EVERY_S == 0) auth_sweep(http->auth, time_now_ms());
        if (second % SWEEP_EVERY_S == 0) {
            sweep(http);
            prune_feed(http);
        }
        pthread_mutex_lock(&http->keeper_mutex);
    }
    pthread_mutex_unlock(&http->keeper_mutex);
    return NULL;
}
