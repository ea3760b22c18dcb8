/*
 * keeper.c - what must happen now and then: cutting off late connections,
 * forgetting identities, sweeping ended sessions, old kept replies and old positions.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <time.h>

#include "base/civil.h"
#include "base/log.h"
#include "http/server.h"
#include "org/account.h"

enum { FORGET_EVERY_S = 60, SWEEP_EVERY_S = 600 };

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

static void sweep(struct http *http)
{
    struct fault why = { 0 };

    if (store_transact(http->config.store, 0, sweep_apply, http, &why)) log_line(LOG_WARN, "sweeping: %s", why.en);
}

void *keeper_loop(void *arg)
{
    struct http *http = arg;
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
        if (second % FORGET_EVERY_S == 0) auth_sweep(http->auth, time_now_ms());
        if (second % SWEEP_EVERY_S == 0) sweep(http);
        pthread_mutex_lock(&http->keeper_mutex);
    }
    pthread_mutex_unlock(&http->keeper_mutex);
    return NULL;
}
