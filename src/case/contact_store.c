/*
 * contact_store.c - contacts are deleted when their time is over.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/contact.h"

QUERY(CONTACT_SWEEP) = {
    .name = "contact_sweep",
    .sql = "DELETE FROM case_contact WHERE retain_until <= $1",
    .takes = { STORE_INT },
};

struct sweep { int64_t now_ms, gone; };

static enum err sweep_apply(struct db *db, struct store_job *job, struct fault *why)
{
    struct sweep *sweep = job->arg;

    return store_run(db, &CONTACT_SWEEP, ARGS(arg_int(sweep->now_ms)), &sweep->gone, why);
}

enum err contact_sweep(struct world *world, int64_t now_ms, int64_t *gone, struct fault *why)
{
    struct sweep sweep = { .now_ms = now_ms };
    enum err err = store_transact(world_store(world), 0, sweep_apply, &sweep, why);

    if (!err) *gone = sweep.gone;
    return err;
}
