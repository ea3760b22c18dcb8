/*
 * models_view.h - the module's replies and their shapes; inside models/.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MODELS_MODELS_VIEW_H
#define MODELS_MODELS_VIEW_H

#include "modules/models/models_handlers.h"

extern const struct json_shape MODELS_LIST_SHAPE, MODELS_HISTORY_SHAPE, MODELS_CHECK_SHAPE, MODELS_DRAFT_LIST_SHAPE, MODELS_DRAFT_SHAPE, MODELS_COMPARE_SHAPE, MODELS_REHEARSAL_SHAPE, MODELS_FORM_SHAPE, MODELS_REPLAY_SHAPE, MODELS_HEAT_SHAPE, TYPE_MODEL_SHAPE, TYPE_MODEL_LIST_SHAPE;

/* A RehearsalRule: which row of which rule matched, and its annotation in each language (one cell holds both). */
void models_write_rule(struct call *call, struct str rule, int64_t row, struct str annotation);
/* The fields of ModelRow; `live` are all drafts under way. */
void models_write_row(struct call *call, const struct version_row *row, const struct draft_row *live, size_t live_count);
/* {release, …} of a history; the first one is in force. */
void models_write_version(struct call *call, const struct version_row *row, bool in_force);
/* The fields of DraftRow. */
void models_write_draft(struct call *call, const struct draft_row *draft);
/* The fields of DraftView. */
enum err models_write_draft_view(struct call *call, const struct draft_row *draft, struct fault *why) MUST_CHECK;
/* The fields of Check. */
void models_write_check(struct call *call, const struct definition_new *what, const struct definition_check *check);

#endif
