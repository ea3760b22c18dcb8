/*
 * tree.c - numbering the unit tree and asking it.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "org/tree.h"

#include <stdlib.h>

static const char *const KIND_NAMES[UNIT__KINDS] = {
    "city", "district", "steering", "street", "community", "department", "team",
};

const char *unit_kind_name(enum unit_kind kind)
{
    return (unsigned)kind < UNIT__KINDS ? KIND_NAMES[kind] : "";
}

enum unit_kind unit_kind_from(struct str name)
{
    int kind = 0;

    while (kind < UNIT__KINDS && !str_is(name, KIND_NAMES[kind])) kind++;
    return (enum unit_kind)kind;
}

/* ── Numbering ─────────────────────────────────────────────────────────── */

/* First child and next sibling of each unit, by index + 1; 0 is none. */
struct links {
    uint32_t *child, *sibling;
};

static enum err link_units(struct org *org, struct links *links, struct fault *why)
{
    for (size_t i = org->unit_count; i-- > 0;) {
        const struct unit *unit = &org->units[i];
        const struct unit *parent = org_unit(org, unit->parent_id);
        if (unit->parent_id == 0) continue;
        if (!parent)
            return fault_set(why, ERR_CONFLICT, "机构“%.*s”的上级不存在", "unit %.*s has no parent unit", STR_ARG(unit->code));
        size_t p = (size_t)(parent - org->units);
        links->sibling[i] = links->child[p];
        links->child[p] = (uint32_t)(i + 1);
    }
    return ERR_OK;
}

/* Walks down from `root` without recursion; `up` remembers the way back. */
static uint32_t number_from(struct org *org, const struct links *links, uint32_t *up, uint32_t root, uint32_t next)
{
    uint32_t at = root;

    org->spans[at].enter = next++;
    for (;;) {
        if (links->child[at] && org->spans[at].leave == 0) {
            uint32_t child = links->child[at] - 1;
            org->spans[at].leave = UINT32_MAX;      /* entered: its children are being numbered */
            up[child] = at;
            at = child;
            org->spans[at].enter = next++;
            continue;
        }
        org->spans[at].leave = next;
        if (at == root) return next;
        if (links->sibling[at]) {
            up[links->sibling[at] - 1] = up[at];
            at = links->sibling[at] - 1;
            org->spans[at].enter = next++;
        } else {
            at = up[at];
        }
    }
}

enum err tree_number(struct org *org, struct fault *why)
{
    struct links links = {
        arena_array(org->arena, uint32_t, org->unit_count + 1),
        arena_array(org->arena, uint32_t, org->unit_count + 1),
    };
    uint32_t *up = arena_array(org->arena, uint32_t, org->unit_count + 1);
    uint32_t next = 1;
    enum err err;

    org->spans = arena_array(org->arena, struct span, org->unit_count + 1);
    if (!links.child || !links.sibling || !up || !org->spans)
        return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
    err = link_units(org, &links, why);
    if (err) return err;
    for (size_t i = 0; i < org->unit_count; i++) {
        if (org->units[i].parent_id == 0) next = number_from(org, &links, up, (uint32_t)i, next);
    }
    for (size_t i = 0; i < org->unit_count; i++) {
        if (org->spans[i].enter == 0)
            return fault_set(why, ERR_CONFLICT, "机构“%.*s”的上级成环", "unit %.*s hangs in a circle",
                             STR_ARG(org->units[i].code));
    }
    return ERR_OK;
}

/* ── Asking ────────────────────────────────────────────────────────────── */

size_t org_unit_count(const struct org *org)
{
    return org->unit_count;
}

const struct unit *org_unit_at(const struct org *org, size_t i)
{
    return &org->units[i];
}

static int compare_id(const void *key, const void *unit)
{
    int64_t id = *(const int64_t *)key, other = ((const struct unit *)unit)->id;

    return (id > other) - (id < other);
}

const struct unit *org_unit(const struct org *org, int64_t id)
{
    if (org->unit_count == 0) return NULL;
    return bsearch(&id, org->units, org->unit_count, sizeof *org->units, compare_id);
}

const struct unit *org_unit_by_code(const struct org *org, struct str code)
{
    return table_get(&org->by_code, code);
}

const struct unit *org_unit_of(const struct org *org, int64_t area, struct str short_code)
{
    const struct unit *unit = org_unit(org, area);
    char code[96];
    size_t len;

    if (!unit || unit->code.len + 1 + short_code.len > sizeof code) return NULL;
    len = unit->code.len;
    for (size_t i = 0; i < len; i++) code[i] = unit->code.at[i];
    code[len++] = '-';
    for (size_t i = 0; i < short_code.len; i++) code[len++] = short_code.at[i];
    return org_unit_by_code(org, (struct str){ code, len });
}

static bool below(const struct org *org, const struct unit *unit, const struct unit *root)
{
    const struct span *in = &org->spans[unit - org->units], *of = &org->spans[root - org->units];

    return in->enter >= of->enter && in->enter < of->leave;
}

bool org_within(const struct org *org, int64_t unit_id, int64_t root_id)
{
    const struct unit *unit = org_unit(org, unit_id), *root = org_unit(org, root_id), *steering;

    if (!unit || !root) return false;
    if (below(org, unit, root)) return true;
    steering = org_unit(org, unit->steering_id);
    return steering && below(org, steering, root);
}
