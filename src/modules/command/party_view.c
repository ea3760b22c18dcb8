/*
 * party_view.c - summoned units as JSON.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/command/party_view.h"

#include "case/list.h"
#include "case/plan.h"
#include "modules/command/case_view.h"
#include "modules/command/shapes.h"

static const struct json_shape PARTY_STEP = { "PartyStep", FIELDS{
    TEXT("step"), TEXT("limit"), OR_NULL("due_at", TIME), OR_NULL("at", TIME), FIELD("late", BOOL), TEXT("light"), TEXT("remaining_zh"), TEXT("remaining_en"), { 0 },
} };
#define PARTY_FIELDS                                                                                                                    \
    FIELD("id", ID), ONE_OR_NULL("unit", UNIT_REF), FIELD("lead", BOOL), TEXT("state"), TEXT("at_step"), FIELD("called_at", TIME),      \
    MANY("steps", PARTY_STEP), OR_NULL("objected_at", TIME), OR_NULL("ruled_at", TIME), TEXT("ruling"), FIELD("supervise", INT),        \
    FIELD("refused_count", INT), TEXT("solved"), FIELD("satisfied", INT), OR_NULL("reviewed_at", TIME)
const struct json_shape PARTY_VIEW = { "Party", FIELDS{ PARTY_FIELDS, { 0 } } };
static const struct json_shape PARTY_ROW = { "PartyRow", FIELDS{
    PARTY_FIELDS, FIELD("case_id", ID), TEXT("number"), TEXT("type"), TEXT("type_name"), TEXT("type_name_en"), TEXT("text"), TEXT("address"), TEXT("stage_zh"),
    TEXT("stage_en"), TEXT("case_state"), FIELD("urgency", INT), ONE_OR_NULL("street", UNIT_REF), FIELD("lon", NUMBER), FIELD("lat", NUMBER), { 0 },
} };
const struct json_shape PARTY_LIST = { "PartyList", FIELDS{ MANY("items", PARTY_ROW), { "next", JSON_TEXT, true, NULL }, { 0 } } };
static const struct json_shape WHISTLE_TYPE = { "WhistleType", FIELDS{
    TEXT("code"), TEXT("name"), TEXT("name_en"), TEXT("hint"), TEXT("hint_en"), TEXT("approval"), FIELD("chooses_units", BOOL), TEXT("sign"), TEXT("contact"),
    TEXT("arrive"), TEXT("resolve"), FIELD("radius_m", INT), TEXT("source"), MANY("callers", UNIT_REF), { 0 },
} };
const struct json_shape WHISTLE_TYPES = { "WhistleTypes", FIELDS{ MANY("items", WHISTLE_TYPE), { 0 } } };
static const struct json_shape WHISTLE_ROW = { "WhistleRow", FIELDS{
    FIELD("id", ID), TEXT("number"), TEXT("type"), TEXT("type_name"), TEXT("type_name_en"), TEXT("text"), TEXT("address"), TEXT("state"), TEXT("stage_zh"),
    TEXT("stage_en"), TEXT("result"), ONE_OR_NULL("caller", UNIT_REF), ONE_OR_NULL("lead", UNIT_REF), FIELD("blown_at", TIME), OR_NULL("muster_at", TIME), OR_NULL("due_at", TIME),
    OR_NULL("closed_at", TIME), FIELD("urgency", INT), FIELD("supervise", INT), FIELD("overdue", BOOL), { 0 },
} };
const struct json_shape WHISTLE_LIST = { "WhistleList", FIELDS{ MANY("items", WHISTLE_ROW), { 0 } } };
static const struct json_shape UNIT_FIGURES = { "WhistleUnitFigures", FIELDS{
    ONE("unit", UNIT_REF), FIELD("called", INT), FIELD("excused", INT), FIELD("due", INT), FIELD("signed", INT), FIELD("responded", INT), FIELD("arrived", INT),
    FIELD("resolved", INT), FIELD("reviewed", INT), FIELD("solved", INT), FIELD("satisfied", INT), FIELD("yellow", INT), FIELD("orange", INT), FIELD("red", INT),
    OR_NULL("response_rate", NUMBER), OR_NULL("arrival_rate", NUMBER), OR_NULL("solved_rate", NUMBER), OR_NULL("satisfied_rate", NUMBER),
    FIELD("deduction", NUMBER), OR_NULL("score", NUMBER), OR_NULL("rank", INT), { 0 },
} };
static const struct json_shape CALLER_FIGURES = { "WhistleCallerFigures", FIELDS{
    ONE("unit", UNIT_REF), FIELD("blown", INT), FIELD("open", INT), FIELD("refused", INT), FIELD("closed", INT), { 0 },
} };
static const struct json_shape WHISTLE_USE = { "WhistleUse", FIELDS{
    FIELD("blown", INT), FIELD("filed", INT), OR_NULL("rate", NUMBER), TEXT("band"), TEXT("reason"), TEXT("reason_en"), { 0 },
} };
const struct json_shape WHISTLE_FIGURES = { "WhistleFigures", FIELDS{
    ONE("area", UNIT_REF), TEXT("month"), MANY("units", UNIT_FIGURES), MANY("callers", CALLER_FIGURES), ONE("use", WHISTLE_USE), { 0 },
} };

static void write_step(struct call *call, const struct party *party, enum party_step step, bool running)
{
    const struct party_stamp *stamp = &party->steps[step];
    struct time_left left = { .light = STR("none") };

    if (running && stamp->due_at)
        case_time_left(app_of(call)->world, party->called_at, party->objected_at ? STR("") : stamp->limit, stamp->due_at, call->now_ms, &left);
    json_object(&call->out, NULL);
    json_text(&call->out, "step", party_step_name(step));
    json_str(&call->out, "limit", stamp->limit);
    json_time(&call->out, "due_at", stamp->due_at);
    json_time(&call->out, "at", stamp->at);
    json_bool(&call->out, "late", stamp->due_at && (stamp->at ? stamp->at : call->now_ms) >= stamp->due_at && (stamp->at || party->state == PARTY_SUMMONED));
    json_str(&call->out, "light", left.light);
    json_text(&call->out, "remaining_zh", left.words.zh);
    json_text(&call->out, "remaining_en", left.words.en);
    json_close(&call->out);
}

void view_party(struct call *call, const struct party *p)
{
    static const char *const RULINGS[] = { "", "upheld", "dismissed" }, *const SOLVED[] = { "", "yes", "no" };
    bool waits = p->objected_at && !p->ruled_at;   /* its clock stands */

    json_id(&call->out, "id", p->id);
    view_unit(call, "unit", p->unit_id);
    json_bool(&call->out, "lead", p->lead);
    json_text(&call->out, "state", party_state_name(p->state));
    json_text(&call->out, "at_step", waits ? "ruling" : party_step_name(party_at(p)));
    json_time(&call->out, "called_at", p->called_at);
    json_list(&call->out, "steps");
    for (int step = 0; step < PARTY__STEPS; step++)
        write_step(call, p, (enum party_step)step, p->state == PARTY_SUMMONED && !waits && !p->steps[step].at);
    json_close(&call->out);
    json_time(&call->out, "objected_at", p->objected_at);
    json_time(&call->out, "ruled_at", p->ruled_at);
    json_text(&call->out, "ruling", RULINGS[p->ruling]);
    json_int(&call->out, "supervise", p->supervise);
    json_int(&call->out, "refused_count", p->refused_count);
    json_text(&call->out, "solved", SOLVED[p->solved]);
    json_int(&call->out, "satisfied", p->satisfied);
    json_time(&call->out, "reviewed_at", p->reviewed_at);
}

enum err view_parties(struct call *call, int64_t case_id, struct fault *why)
{
    struct party *list;
    size_t count;
    enum err err = party_list(call->db, call->arena, case_id, &list, &count, why);

    if (err) return err;
    json_list(&call->out, "parties");
    for (size_t i = 0; i < count; i++) {
        json_object(&call->out, NULL);
        view_party(call, &list[i]);
        json_close(&call->out);
    }
    json_close(&call->out);
    return ERR_OK;
}
