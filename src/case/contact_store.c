/*
 * contact_store.c - contacts are deleted when their time is over.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/contact.h"
#include "case/rows.h"

QUERY(CONTACT_SWEEP) = {
    .name = "contact_sweep",
    .sql = "DELETE FROM case_contact WHERE retain_until <= $1",
    .takes = { STORE_INT },
};

enum err contact_sweep(struct world *world, int64_t now_ms, int64_t *gone, struct fault *why)
{
    return rows_sweep(world_store(world), &CONTACT_SWEEP, now_ms, gone, why);
}
