/*
 * public.h - what the public interface and the public pages share.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_PUBLIC_H
#define COMMAND_PUBLIC_H

#include "case/list.h"
#include "modules/app.h"
#include "modules/command/work.h"

/* The case behind number and query code; ERR_NOT_FOUND for either being wrong, so that neither can be guessed apart. */
enum err public_case(struct call *call, struct str number, struct str code, struct case_record *out, struct fault *why) MUST_CHECK;

/* What the resident may see of the journal: steps, no names, no notes. */
struct public_step { int64_t at; struct str zh, en; };
enum err public_steps(struct call *call, const struct case_record *record, struct public_step **out, size_t *count, struct fault *why) MUST_CHECK;

/* What the resident waits for, and may do now.  Times 0: none. */
struct resident_view { bool can_rate, can_reopen; int64_t reopen_until, verify_due_at; };
enum err public_now(struct call *call, const struct case_record *record, struct resident_view *out, struct fault *why) MUST_CHECK;

/* Plan the resident's rating (solved: 1 yes, 2 no, 0 not said) or wish to reopen; ERR_CONFLICT when it is not the time for it. */
enum err public_plan_rate(struct call *call, const struct case_record *record, int64_t score, int64_t solved, struct str comment,
                          struct work *work, struct fault *why) MUST_CHECK;
enum err public_plan_reopen(struct call *call, const struct case_record *record, struct str reason, struct work *work, struct fault *why) MUST_CHECK;

/* One contact field as typed: digits and signs are a phone, anything else a name. */
void public_contact(struct case_draft *draft, struct str contact);

/* Writes the fields of a place / the suggestions of types into the open object. */
void command_place(struct call *call, double lon, double lat);
enum err command_suggestions(struct call *call, struct str text, struct fault *why) MUST_CHECK;
/* A type that was not chosen becomes the likeliest by the words, if any. */
enum err command_likely(struct call *call, struct str text, struct str *type, struct fault *why) MUST_CHECK;
/* Writes the list `places`: the components a report of the type may be about (place_offer). */
enum err command_places(struct call *call, struct str type, struct str text, double lon, double lat, struct fault *why) MUST_CHECK;

#endif
