/*
 * behave.c - the table of behaviours: one row per kind of element.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/behave.h"

static const struct bpmn_row ROWS[KIND__COUNT] = {
    [KIND_PROCESS]          = { .enter = bpmn_scope_enter, .empty = bpmn_process_empty },
    [KIND_TASK]             = { .enter = bpmn_complete },
    [KIND_MANUAL_TASK]      = { .enter = bpmn_complete },
    [KIND_USER_TASK]        = { .enter = bpmn_user_enter, .cancel = bpmn_work_cancel },
    [KIND_SERVICE_TASK]     = { .enter = bpmn_service_enter, .cancel = bpmn_work_cancel },
    [KIND_SCRIPT_TASK]      = { .enter = bpmn_script_enter, .cancel = bpmn_work_cancel },
    [KIND_RULE_TASK]        = { .enter = bpmn_rule_enter, .cancel = bpmn_work_cancel },
    [KIND_SEND_TASK]        = { .enter = bpmn_send_enter, .cancel = bpmn_work_cancel },
    [KIND_RECEIVE_TASK]     = { .enter = bpmn_catch_enter },
    [KIND_CALL]             = { .enter = bpmn_call_enter },
    [KIND_SUBPROCESS]       = { .enter = bpmn_scope_enter, .empty = bpmn_complete },
    [KIND_TRANSACTION]      = { .enter = bpmn_scope_enter, .empty = bpmn_complete },
    [KIND_AD_HOC]           = { .enter = bpmn_ad_hoc_enter, .empty = bpmn_ad_hoc_empty },
    [KIND_EVENT_SUBPROCESS] = { .enter = bpmn_scope_enter, .empty = bpmn_complete },
    [KIND_EXCLUSIVE]        = { .enter = bpmn_complete },
    [KIND_PARALLEL]         = { .enter = bpmn_complete, .arrive = bpmn_parallel_arrive },
    [KIND_INCLUSIVE]        = { .enter = bpmn_complete, .arrive = bpmn_inclusive_arrive },
    [KIND_COMPLEX]          = { .enter = bpmn_complete, .arrive = bpmn_complex_arrive },
    [KIND_EVENT_GATEWAY]    = { .enter = bpmn_event_gateway_enter },
    [KIND_START]            = { .enter = bpmn_start_enter },
    [KIND_CATCH]            = { .enter = bpmn_catch_enter },
    [KIND_THROW]            = { .enter = bpmn_throw_enter, .cancel = bpmn_throw_cancel },
    [KIND_BOUNDARY]         = { .enter = bpmn_complete },
    [KIND_END]              = { .enter = bpmn_throw_enter, .cancel = bpmn_throw_cancel },
};

const struct bpmn_row *bpmn_row_of(enum bpmn_kind kind)
{
    return &ROWS[kind];
}
