/*
 * rehearse.h - a process run on a made-up clock with made-up answers (试演).
 *
 * The model: rehearse_run takes one event to a value `struct rehearsal` and
 * leaves it where it waits again.  Services are answered at once and change the
 * facts they would change; decisions are evaluated with the tables of the view;
 * both may be left to the caller instead.  Nothing is read or kept: the whole
 * rehearsal travels as one text.
 *
 * Ownership: everything in the arena given.  Pure, but for the view it looks at.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef CASE_REHEARSE_H
#define CASE_REHEARSE_H

#include "bpmn/bpmn.h"
#include "case/definition_view.h"
#include "case/plan.h"

enum { REHEARSAL_TEXT_MAX = 2 << 20, REHEARSAL_OPEN_MAX = 2000 };

enum rehearsal_wait { REHEARSAL_TASK, REHEARSAL_SERVICE, REHEARSAL_DECISION, REHEARSAL_MESSAGE, REHEARSAL_SIGNAL, REHEARSAL__WAITS };
/* Something an answer is waited for. */
struct rehearsal_open {
    enum rehearsal_wait kind;
    int64_t activity, due_ms;
    struct str process, element, name, form, candidates, assignee;
    struct str data;                        /* of a service or decision: {"headers": …, "variables": …} */
};
/* One thing that happened in this step. */
struct rehearsal_done {
    const char *kind;                       /* "enter", "task", "service", "decision" … */
    struct str process, element, name, zh, en;
    struct str inputs, result;              /* JSON, of a decision */
    const struct dmn_match *matches;
    size_t match_count;
};
struct rehearsal_flow { struct str process, flow; };

struct rehearsal {
    struct arena *arena;
    struct definition_view *view;
    const struct calendar *calendar;
    struct str process_key;
    const struct bpmn *process;
    struct bpmn_state *state;
    int64_t now_ms;
    bool services_by_hand, decisions_by_hand;
    bool ended;
    int steps;
    LIST(struct rehearsal_open) open;
    LIST(struct rehearsal_done) done;       /* of this call */
    LIST(struct rehearsal_flow) flows;      /* of this call */
};

/* The text of a rehearsal, and back: ERR_INVALID for a text that is none. */
struct str rehearse_write(const struct rehearsal *r);
enum err rehearse_read(struct rehearsal *r, struct str text, struct fault *why) MUST_CHECK;

/*
 * One event and all that follows from it.  ERR_CONFLICT when it does not fit;
 * ERR_INVALID for an answer that the form or the outcomes do not allow;
 * ERR_UNPROCESSABLE for a process that never stops to wait.
 */
enum err rehearse_run(struct rehearsal *r, const struct bpmn_event *event, struct fault *why) MUST_CHECK;
/* What a person answers, checked as the desk would: *out are the variables of the event. */
enum err rehearse_answer(struct rehearsal *r, int64_t activity, struct str outcome, const struct json_t *fields, const struct feel_value **out,
                         struct fault *why) MUST_CHECK;
/* What can be chosen now in ad hoc subprocesses. */
size_t rehearse_choices(struct rehearsal *r, struct bpmn_choice **out);
/* The facts of a case that is not one, of this type (a catalogue row's facts, or NULL). */
const struct feel_value *rehearse_facts(struct arena *arena, const struct feel_value *item, int64_t now_ms);

#endif
