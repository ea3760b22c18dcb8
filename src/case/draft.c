/*
 * draft.c - drafts checked with what is in force.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/draft.h"

struct definition_new draft_definition(const struct draft_row *draft)
{
    return (struct definition_new){ draft->kind, draft->key, draft->name, draft->text };
}

enum err draft_check(struct world *world, struct arena *arena, const struct draft_row *drafts, size_t count, struct definition_check *out,
                     struct fault *why)
{
    struct definition_new *items = arena_array(arena, struct definition_new, count + 1);
    struct definition_view *view;
    struct org *org;
    enum err err = items ? view_new(arena, world_shelf(world), INT64_MAX, &view, why) : fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");

    if (err) return err;
    for (size_t i = 0; i < count; i++) items[i] = draft_definition(&drafts[i]);
    org = world_org(world);
    err = definition_check(view, org, items, count, out, why);
    org_unref(org);
    return err;
}

bool draft_is_behind(struct world *world, const struct draft_row *draft)
{
    int64_t release = 0;

    (void)shelf_text(world_shelf(world), draft->kind, draft->key, INT64_MAX, &release);
    return release != draft->base_release;
}
