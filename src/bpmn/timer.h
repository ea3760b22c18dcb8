/*
 * timer.h - dates, durations and cycles of timer events (ISO 8601 or FEEL).
 *
 * A date without zone is +08:00; a duration in months is added on the civil
 * calendar.  A cycle is "Rn/P…", "R/P…", "Rn/start/P…", or a cron expression
 * (calendar/cron.h), which has no end.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef BPMN_TIMER_H
#define BPMN_TIMER_H

#include "bpmn/model.h"

struct bpmn_due {
    int64_t at_ms;
    int64_t left;                          /* firings after the first; -1 without end; 0 for date and duration */
    struct str every;                      /* the cycle's duration as ISO text, or its cron expression; STR_NONE: none */
};

/* Is the plain text a correct date, duration or cycle? */
bool bpmn_timer_valid(struct arena *arena, enum bpmn_timer_kind kind, struct str text);
/* When a timer with this value is due first; false when the value cannot be one. */
bool bpmn_timer_due(struct arena *arena, enum bpmn_timer_kind kind, const struct feel_value *value, int64_t now_ms,
                    struct bpmn_due *out);
/* `from` plus an ISO duration, or the next time of a cron expression after it; false when it is neither. */
bool bpmn_timer_add(struct arena *arena, int64_t from_ms, struct str duration, int64_t *out);
/* A date, date and time, duration from now, or text of one of them, as an instant. */
bool bpmn_instant(struct arena *arena, const struct feel_value *value, int64_t now_ms, int64_t *out);

#endif
