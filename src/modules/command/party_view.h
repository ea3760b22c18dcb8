/*
 * party_view.h - units summoned to a case, and whistles, as JSON (docs/spine.md §5: Party).
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_PARTY_VIEW_H
#define COMMAND_PARTY_VIEW_H

#include "case/party.h"
#include "modules/app.h"

/* The fields of a Party into the object that is open. */
void view_party(struct call *call, const struct party *party);
/* "parties": all of a case. */
enum err view_parties(struct call *call, int64_t case_id, struct fault *why) MUST_CHECK;

extern const struct json_shape PARTY_VIEW, PARTY_LIST, WHISTLE_TYPES, WHISTLE_LIST, WHISTLE_FIGURES;

#endif
