/*
 * life.c - the life cycle of a case: one table of allowed moves.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "case/case.h"

static const char *const STATE_NAMES[CASE__STATES] = { "open", "paused", "closed", "merged", "void" };
static const char *const MOVE_NAMES[CASE__MOVES] = { "pause", "resume", "close", "reopen", "merge", "unmerge", "void" };

static const struct {
    enum case_state from;
    enum case_move move;
    enum case_state to;
} MOVES[] = {
    { CASE_OPEN, MOVE_PAUSE, CASE_PAUSED },
    { CASE_OPEN, MOVE_CLOSE, CASE_CLOSED },
    { CASE_OPEN, MOVE_MERGE, CASE_MERGED },
    { CASE_OPEN, MOVE_VOID, CASE_VOID },
    { CASE_PAUSED, MOVE_RESUME, CASE_OPEN },
    { CASE_PAUSED, MOVE_CLOSE, CASE_CLOSED },
    { CASE_CLOSED, MOVE_REOPEN, CASE_OPEN },
    { CASE_MERGED, MOVE_UNMERGE, CASE_OPEN },
};

const char *case_state_name(enum case_state state)
{
    return state < CASE__STATES ? STATE_NAMES[state] : "unknown";
}

enum case_state case_state_from(struct str name)
{
    for (size_t i = 0; i < CASE__STATES; i++)
        if (str_is(name, STATE_NAMES[i])) return (enum case_state)i;
    return CASE__STATES;
}

const char *case_move_name(enum case_move move)
{
    return move < CASE__MOVES ? MOVE_NAMES[move] : "unknown";
}

bool case_move_allowed(enum case_state from, enum case_move move, enum case_state *to)
{
    for (size_t i = 0; i < COUNT_OF(MOVES); i++) {
        if (MOVES[i].from != from || MOVES[i].move != move) continue;
        *to = MOVES[i].to;
        return true;
    }
    return false;
}
