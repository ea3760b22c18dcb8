/*
 * duty_post.c - the posts of a duty roster.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/duty_post.h"

#include "modules/command/command.h"

enum err duty_posts(struct call *call, struct csv *out, struct fault *why)
{
    struct world *world = app_of(call)->world;
    struct str text = world_text(world, DEFINITION_CATALOGUE, STR("duty_posts"), world_release(world));

    if (!text.at) return fault_set(why, ERR_UNPROCESSABLE, "没有部署值班岗位目录", "the catalogue of duty posts is not deployed");
    return csv_parse(call->arena, text, out, why);
}

ptrdiff_t duty_post_find(const struct csv *posts, struct str code)
{
    for (size_t i = 0; i < posts->rows; i++)
        if (str_eq(csv_get(posts, i, "code"), code)) return (ptrdiff_t)i;
    return -1;
}

bool duty_post_leads(const struct csv *posts, ptrdiff_t post)
{
    return post >= 0 && str_is(csv_get(posts, (size_t)post, "leads"), "yes");
}
