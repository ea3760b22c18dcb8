/*
 * info.c - what callers may ask about a definition.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/model.h"

const struct feel_value *bpmn_empty(void)
{
    static const struct feel_value empty = { .type = FEEL_CONTEXT };

    return &empty;
}

struct str bpmn_id(const struct bpmn *process)
{
    return process->id;
}

struct str bpmn_name(const struct bpmn *process)
{
    return process->name;
}

struct str bpmn_version_tag(const struct bpmn *process)
{
    return process->version_tag;
}

bool bpmn_executable(const struct bpmn *process)
{
    return process->executable;
}

size_t bpmn_starts(const struct bpmn *process, const struct bpmn_start **out)
{
    *out = process->starts;
    return process->start_count;
}

/* Element 0 is the process itself and not shown. */
size_t bpmn_element_count(const struct bpmn *process)
{
    return (size_t)process->count - 1;
}

struct bpmn_element bpmn_element_at(const struct bpmn *process, size_t i)
{
    const struct bpmn_el *el;

    if (i + 1 >= (size_t)process->count) return (struct bpmn_element){ 0 };
    el = &process->elements[i + 1];
    return (struct bpmn_element){ .id = el->id,
                                  .name = el->name,
                                  .type = el->type,
                                  .form = el->form,
                                  .candidates = el->groups.text,
                                  .assignee = el->assignee.text,
                                  .users = el->users.text,
                                  .due = el->due.text,
                                  .lane = el->lane,
                                  .job = el->job.text,
                                  .decision = el->decision,
                                  .called = el->kind == KIND_CALL ? el->called.text : STR_NONE };
}

ptrdiff_t bpmn_element_find(const struct bpmn *process, struct str id)
{
    const struct bpmn_el *el = id.at ? table_get(&process->by_id, id) : NULL;

    return el && el->index > 0 ? el->index - 1 : -1;
}

static const struct bpmn_el *el_of(const struct bpmn *process, struct str element)
{
    return element.len ? table_get(&process->by_id, element) : &process->elements[0];
}

size_t bpmn_property_count(const struct bpmn *process, struct str element)
{
    const struct bpmn_el *el = el_of(process, element);

    return el ? el->property_count : 0;
}

void bpmn_property_at(const struct bpmn *process, struct str element, size_t i, struct str *name, struct str *value)
{
    const struct bpmn_el *el = el_of(process, element);

    *name = el->properties[i].name;
    *value = el->properties[i].value;
}

struct str bpmn_property(const struct bpmn *process, struct str element, struct str name)
{
    const struct bpmn_el *el = el_of(process, element);

    for (size_t i = 0; el && i < el->property_count; i++)
        if (str_eq(el->properties[i].name, name)) return el->properties[i].value;
    return STR_NONE;
}
