/*
 * guess_handlers.c - GET /api/cases/{id}/guess: what the words of a case say of its type.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/learned.h"
#include "modules/command/case_view.h"
#include "modules/command/command.h"
#include "modules/command/public.h"
#include "modules/command/work.h"

/* The types as they are suggested now, and whether somebody chose the one the case was opened with. */
enum err case_guess(struct call *call, struct fault *why)
{
    struct case_record record;
    struct guess_row row = { .type = STR("") };
    enum err err = work_case(call, &record, why), none;

    if (!err) err = command_suggestions(call, record.text, why);
    if (err) return err;
    none = learned_guess_of(call->db, call->arena, record.id, &row, why);
    if (none && none != ERR_NOT_FOUND) return none;
    json_str(&call->out, "type", none ? record.item : row.type);
    json_bool(&call->out, "chosen", none || !row.model_id);
    json_bool(&call->out, "unsure", !none && !row.sure && !record.staff_chose);
    json_bool(&call->out, "corrected", !none && row.corrected);
    return ERR_OK;
}
