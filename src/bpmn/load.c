/*
 * load.c - a file: what is in it, which of its processes is meant.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/load.h"

#include <assert.h>

static enum err load_all(struct arena *arena, struct str xml, const struct bpmn_dialect *dialect, struct findings *findings,
                         struct bpmn ***out, size_t *count, struct fault *why)
{
    struct loader l = { .arena = arena, .dialect = dialect, .why = why, .findings = findings };
    struct bpmn_xml *root;
    struct bpmn **list;
    size_t n = 0, processes = 0;
    enum err err = bpmn_xml_parse(arena, xml, &root, why);

    if (err) return err;
    if (!bpmn_xml_is(root, "definitions"))
        return fault_set(why, ERR_INVALID, "不是 BPMN 2.0 流程文件", "this is not a BPMN 2.0 file");
    l.root = root;
    err = bpmn_load_ids(&l);
    if (!err) err = bpmn_load_settle(&l);
    if (!err) err = bpmn_rules_check(&l);
    if (err) return err;
    for (const struct bpmn_xml *at = root->first; at; at = at->next) {
        processes += bpmn_xml_is(at, "process");
        n += bpmn_xml_is(at, "process") || bpmn_load_is_global(at);
    }
    if (processes == 0) return fault_set(why, ERR_INVALID, "文件中没有流程", "the file has no process");
    list = arena_array(arena, struct bpmn *, n);
    if (!list) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    n = 0;
    for (int global = 0; global < 2; global++) /* the processes first, then the global tasks */
        for (const struct bpmn_xml *at = root->first; at; at = at->next) {
            if (global ? !bpmn_load_is_global(at) : !bpmn_xml_is(at, "process")) continue;
            err = bpmn_load_process(&l, at, &list[n]);
            if (err) return err;
            list[n++]->stamp = str_hash(xml) | 1;
        }
    *out = list;
    *count = n;
    return ERR_OK;
}

enum err bpmn_load_all(struct arena *arena, struct str xml, const struct bpmn_dialect *dialect, struct bpmn ***out,
                       size_t *count, struct fault *why)
{
    return load_all(arena, xml, dialect, NULL, out, count, why);
}

static enum err load_one(struct arena *arena, struct str xml, struct findings *findings, struct bpmn **out, struct fault *why)
{
    struct bpmn **all = NULL;
    struct bpmn *chosen = NULL;
    size_t count = 0;
    enum err err = load_all(arena, xml, NULL, findings, &all, &count, why);

    if (err) return err;
    assert(all && count > 0);
    for (size_t i = 0; i < count; i++) {
        if (!all[i]->executable) continue;
        if (chosen)
            return fault_set(why, ERR_INVALID, "文件中有多个可执行流程（%.*s、%.*s）：每个文件只能有一个",
                             "the file has several executable processes (%.*s, %.*s): one a file", STR_ARG(chosen->id),
                             STR_ARG(all[i]->id));
        chosen = all[i];
    }
    if (!chosen && count > 1)
        return fault_set(why, ERR_INVALID, "文件中有多个流程，但没有标明哪个可执行（isExecutable）",
                         "the file has several processes and none is marked isExecutable");
    *out = chosen ? chosen : all[0];
    return ERR_OK;
}

enum err bpmn_load(struct arena *arena, struct str xml, struct bpmn **out, struct fault *why)
{
    return load_one(arena, xml, NULL, out, why);
}

enum err bpmn_check(struct arena *arena, struct str xml, struct findings *findings, struct bpmn **out, struct fault *why)
{
    struct fault own = { 0 };
    size_t before = findings->count;
    enum err err = load_one(arena, xml, findings, out, &own);

    if (!err) return ERR_OK;
    if (finding_is_mistake(err) && findings->count == before) findings_fault(findings, STR_NONE, own.at, &own);
    if (why) *why = own;
    return err;
}
