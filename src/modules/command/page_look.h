/*
 * page_look.h - what the public pages share: their language, elder mode (长辈版) and how they are sent.
 *
 * Both travel in the query (?lang=en&elder=1), so that a page without script keeps them from link to link.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef COMMAND_PAGE_LOOK_H
#define COMMAND_PAGE_LOOK_H

#include "http/http.h"
#include "modules/app.h"
#include "modules/command/pages.h"
#include "modules/command/work.h"

/* ERR_NOT_FOUND while the web is not built. */
enum err page_ready(const struct call *call, struct fault *why) MUST_CHECK;

bool page_english(const struct call *call);
/* What went wrong, in the page's language; a copy in the call's arena. */
struct str page_words(const struct call *call, const struct fault *why);

/*
 * The end of a form's prepare: the plan goes on to the writer; what was refused (`err`, with `refused`) is kept in
 * `work`, to be shown with what was typed, and nothing is written.  Mistakes of ours stay errors.
 */
enum err page_planned(struct call *call, struct work *work, enum err err, const struct fault *refused, struct fault *why) MUST_CHECK;

/* "/progress?number=…&code=…" with the look and, unless empty, done=…; number and code are the case's own. */
const char *page_progress_address(const struct call *call, struct str number, struct str code, const char *done);

/*
 * Fills the template and makes it the answer.  Besides `values` every page has
 *   elder                   "elder" or empty: the class of <html>
 *   look, and_look          the look as a whole query ("?lang=en") or to go on with ("&lang=en"), or empty
 *   elder_look, lang_look   the other look, to go on with
 *   elder_name, lang_name, lang_code   what the links to them say, in which language
 *   lang, elder_on          the look as fields of a form
 */
enum err page_send(struct call *call, struct str template, const struct page_value *values, size_t count,
                   const struct page_list *lists, size_t list_count, struct fault *why) MUST_CHECK;

#endif
