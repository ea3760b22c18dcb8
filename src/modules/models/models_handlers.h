/*
 * models_handlers.h - the handlers behind the route table; inside models/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MODELS_MODELS_HANDLERS_H
#define MODELS_MODELS_HANDLERS_H

#include "case/draft.h"
#include "http/http.h"
#include "modules/app.h"

/* models_list.c: what is in force and was */
enum err models_list(struct call *call, struct fault *why);
enum err model_show(struct call *call, struct fault *why);
enum err model_text(struct call *call, struct fault *why);

/* models_draft.c: one draft at a time */
enum err drafts_list(struct call *call, struct fault *why);
enum err draft_show(struct call *call, struct fault *why);
enum err text_check(struct call *call, struct fault *why);
enum err draft_try(struct call *call, struct fault *why);
enum err draft_create_prepare(struct call *call, struct fault *why);
enum err draft_create_apply(struct db *db, struct call *call, struct fault *why);
enum err draft_create_reply(struct call *call, struct fault *why);
enum err draft_change_prepare(struct call *call, struct fault *why);
enum err draft_change_apply(struct db *db, struct call *call, struct fault *why);
enum err draft_drop_prepare(struct call *call, struct fault *why);
enum err draft_drop_apply(struct db *db, struct call *call, struct fault *why);
enum err draft_reply(struct call *call, struct fault *why);

/* models_bundle.c: into force */
enum err bundle_submit_prepare(struct call *call, struct fault *why);
enum err bundle_submit_apply(struct db *db, struct call *call, struct fault *why);
enum err bundle_approve_prepare(struct call *call, struct fault *why);
enum err bundle_approve_apply(struct db *db, struct call *call, struct fault *why);
enum err bundle_reject_prepare(struct call *call, struct fault *why);
enum err bundle_reject_apply(struct db *db, struct call *call, struct fault *why);
enum err bundle_withdraw_prepare(struct call *call, struct fault *why);
enum err bundle_withdraw_apply(struct db *db, struct call *call, struct fault *why);
enum err rollback_prepare(struct call *call, struct fault *why);
enum err rollback_apply(struct db *db, struct call *call, struct fault *why);
enum err rollback_reply(struct call *call, struct fault *why);

/* models_compare.c: two texts side by side */
enum err models_compare(struct call *call, struct fault *why);

/* models_rehearse.c: what would happen */
enum err rehearse_process(struct call *call, struct fault *why);
enum err rehearse_form(struct call *call, struct fault *why);

/* models_replay.c: what an edited table would have decided */
enum err rehearse_decision(struct call *call, struct fault *why);
/* The decision model of the body: {draft}, {text} or {key, release?}; ERR_UNPROCESSABLE when it does not load. */
enum err rehearsed_decision(struct call *call, struct arena *arena, const struct dmn **out, struct fault *why) MUST_CHECK;

/* models_heat.c: figures of steps */
enum err model_heat(struct call *call, struct fault *why);

/* ── Shared ────────────────────────────────────────────────────────────── */

/* What is in force according to call->db is known to the world: the first call of every handler that checks. */
enum err models_current(struct call *call, struct fault *why) MUST_CHECK;
/* An arena for texts, as long as the call; large models do not fit in the call's own. */
enum err models_arena(struct call *call, struct arena **out, struct fault *why) MUST_CHECK;
/* A kind as a person writes it; ERR_NOT_FOUND for another word. */
enum err models_kind(struct str name, enum definition_kind *out, struct fault *why) MUST_CHECK;
/* ERR_TOO_LARGE over DRAFT_TEXT_MAX, ERR_UNPROCESSABLE for what is no text. */
enum err models_text_fits(struct str text, struct fault *why) MUST_CHECK;
/* Further drafts named in `with` (ids as texts, or {id, version}): read and appended; `versions` demands the latter. */
enum err models_with(struct call *call, struct arena *arena, bool versions, struct draft_row *drafts, size_t *count, struct fault *why) MUST_CHECK;
/* An audit row in the same job. */
enum err models_audit(struct db *db, const struct call *call, const char *action, const struct draft_row *draft, struct fault *why) MUST_CHECK;

/* models_learned.c: models of words that learn from the cases */
enum err type_models_list(struct call *call, struct fault *why);
enum err type_model_train_prepare(struct call *call, struct fault *why);
enum err type_model_train_apply(struct db *db, struct call *call, struct fault *why);
enum err type_model_train_reply(struct call *call, struct fault *why);
enum err type_model_use_prepare(struct call *call, struct fault *why);
enum err type_model_use_apply(struct db *db, struct call *call, struct fault *why);
enum err type_model_use_reply(struct call *call, struct fault *why);

#endif
