/*
 * duty_post.h - the posts of a duty roster (值班岗位), as deployed: rows of the catalogue duty_posts.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_DUTY_POST_H
#define COMMAND_DUTY_POST_H

#include "base/csv.h"
#include "http/http.h"

/* The rows in the call's arena; ERR_UNPROCESSABLE when none are deployed. */
enum err duty_posts(struct call *call, struct csv *out, struct fault *why) MUST_CHECK;
/* The row of a code; -1: there is none. */
ptrdiff_t duty_post_find(const struct csv *posts, struct str code);
/* Whether who holds the post leads the shift (带班); false for -1. */
bool duty_post_leads(const struct csv *posts, ptrdiff_t post);

#endif
