/*
 * models.h - processes and rules (流程与规则): what officials edit, and how it comes into force.
 *
 * The model: a definition (定义: a process, decision, form or catalogue) is
 * edited as a draft (草稿), checked by the loaders that will run it, submitted
 * alone or in a bundle (一并提交), and approved by a second person who wrote to
 * none of it; then it is a release (发布版本), at once or from a date.  A
 * rehearsal (试演) runs what is not in force yet and keeps nothing; the heat map
 * (热力) counts steps, never people.
 *
 * The rules of drafts stand in case/draft.h, the check in case/definition_check.h.
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef MODELS_MODELS_H
#define MODELS_MODELS_H

#include "http/http.h"

extern const struct module MODELS_MODULE;

#endif
