/*
 * work.h - what a writing handler carries from prepare to apply and reply.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_WORK_H
#define COMMAND_WORK_H

#include "case/case.h"
#include "case/photo.h"
#include "modules/app.h"

struct work {
    struct case_plan *plan;
    struct case_draft draft;
    struct photo_claim claim;          /* photos this step uses up */
    const struct case_op *op;
    const struct photo_row *new_photos;   /* of a plain form: stored with the case */
    struct str new_tokens[PHOTO_CLAIM_MAX];
    size_t new_photo_count;
    struct str refusal;                /* of a plain form, shown with what was typed … */
    int refusal_status;                /* … under this status */
};

/* The user as an actor. */
struct case_actor work_actor(const struct call *call);
/* The case of the path, for who may see it; else ERR_NOT_FOUND. */
enum err work_case(struct call *call, struct case_record *record, struct fault *why) MUST_CHECK;
/* Hands the plan to apply. */
void work_set(struct call *call, struct work *work);

/*
 * Photos of a body: a list of tokens from POST /api/files (or objects {token,
 * kind}); each must exist and be the sender's own or anonymous and unused.
 */
enum err work_photos(struct call *call, struct work *work, const struct json_t *list, const char *kind,
                     const struct case_photo **out, size_t *count, struct fault *why) MUST_CHECK;

/* Where a resident with number and code may fetch a photo (the derivative without metadata). */
struct case_record;
struct file_view;
struct str public_photo_url(struct call *call, const struct case_record *record, const struct file_view *file);

/* The photos of a plain form, and their rows inside apply. */
enum err form_photos(struct call *call, struct work *work, const struct case_photo **out, size_t *count, struct fault *why) MUST_CHECK;
enum err work_insert_photos(struct db *db, struct work *work, int64_t now_ms, struct fault *why) MUST_CHECK;

/* Uses the tokens up: ERR_CONFLICT when one was used before.  Inside apply. */
enum err work_use_tokens(struct db *db, struct work *work, struct fault *why) MUST_CHECK;

/*
 * Which cases a list and the map are about: district, steering, street, community and grid name an area, `unit` an area
 * or a department or team, then what that one has in its hands.  Several narrow each other; without any, the user's own.
 * Out of reach is 404, another kind of unit than the parameter's 400.  `filter` comes without a scope.
 */
struct case_filter;
enum err command_scope(struct call *call, struct case_filter *filter, struct fault *why) MUST_CHECK;
/* `limit` and the number in `after` of a list that is paged by ids. */
enum err command_page(struct call *call, int64_t *limit, int64_t *after, struct fault *why) MUST_CHECK;
/* The light of the query: overdue or none. */
enum err command_light(struct call *call, struct case_filter *filter, struct fault *why) MUST_CHECK;

#endif
