/*
 * finding.c - see finding.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/finding.h"

static struct str kept(struct arena *arena, struct str text)
{
    struct str copy = text.at ? str_dup(arena, text) : STR("");

    return copy.at ? copy : STR("");
}

void findings_add(struct findings *list, const struct finding *finding)
{
    if (!finding->warning) list->failed = true;
    if (!list->at) list->at = arena_array(list->arena, struct finding, FINDINGS_MAX);
    if (!list->at || list->count == FINDINGS_MAX) return;
    list->at[list->count++] = (struct finding){
        .code = finding->code, .warning = finding->warning, .line = finding->line, .element = kept(list->arena, finding->element),
        .field = kept(list->arena, finding->field), .zh = kept(list->arena, finding->zh), .en = kept(list->arena, finding->en),
    };
}

void findings_fault(struct findings *list, struct str element, size_t line, const struct fault *why)
{
    const struct finding finding = { .code = why->code, .element = element, .line = line, .zh = str_from_c(why->zh), .en = str_from_c(why->en) };

    findings_add(list, &finding);
}

bool finding_is_mistake(enum err code)
{
    return code == ERR_INVALID || code == ERR_UNSUPPORTED || code == ERR_TOO_LARGE || code == ERR_UNPROCESSABLE;
}
