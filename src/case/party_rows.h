/*
 * party_rows.h - the parties of a plan; inside case/ only.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_PARTY_ROWS_H
#define CASE_PARTY_ROWS_H

#include "case/plan.h"

/* Reads the parties of the case once; a case without any costs one look. */
enum err party_load(struct case_plan *plan, struct fault *why) MUST_CHECK;
/* After party_load: the party of a unit; NULL when it was not summoned. */
struct party_row *party_of(struct case_plan *plan, int64_t unit_id);
/* When "sign", "contact" … of the unit whose desk this is ends; TASK_NO_DUE when it has no limit. */
enum err party_limit(struct case_plan *plan, int64_t unit_id, struct str step, int64_t *due_at, struct fault *why) MUST_CHECK;
/* Somebody's lateness at this place raises the unit's own level. */
enum err party_raise(struct case_plan *plan, int64_t unit_id, int64_t level, struct fault *why) MUST_CHECK;
/* Summons a unit, which sees the case from now on; nothing when it is a party already. */
enum err party_summon(struct case_plan *plan, const struct unit *unit, struct fault *why) MUST_CHECK;
/* A check-in that was refused: counted, the unit's step stays open. */
enum err party_refused(struct case_plan *plan, int64_t unit_id, struct fault *why) MUST_CHECK;
/* No party is summoned any more: the case is over. */
enum err party_end(struct case_plan *plan, struct fault *why) MUST_CHECK;

/* Services of a process. */
#define SERVICE(name) \
    enum err name(struct case_plan *plan, const struct bpmn_effect *effect, const struct feel_value **result, struct fault *why) MUST_CHECK
SERVICE(party_service_call);
SERVICE(party_service_stamp);
SERVICE(party_service_object);
SERVICE(party_service_rule);
SERVICE(party_service_active);
SERVICE(party_service_lead);
SERVICE(party_service_extend);
SERVICE(party_service_reviewed);
SERVICE(party_service_raise);
#undef SERVICE

/* In apply: the rows, and what they changed in the figures. */
enum err party_write(struct db *db, struct case_plan *plan, struct fault *why) MUST_CHECK;
enum err party_count(struct db *db, struct case_plan *plan, struct fault *why) MUST_CHECK;

#endif
