/*
 * model.h - a loaded decision model, and what its loader's files share (inside dmn/ only).
 * SPDX-License-Identifier: Apache-2.0
 */
#ifndef DMN_MODEL_H
#define DMN_MODEL_H

#include "base/table.h"
#include "dmn/dmn.h"
#include "dmn/xml.h"
#include "feel/run.h"

enum element_kind { ELEMENT_INPUT, ELEMENT_DECISION, ELEMENT_KNOWLEDGE, ELEMENT_SERVICE };

struct element;

/* An arrow of the diagram, from `to` (what is needed) into the element that has it. */
struct requirement {
    const struct element *to;
    struct str import;                  /* the import's name when `to` is in another model; at == NULL otherwise */
};

struct element {
    enum element_kind kind;
    const struct dmn *model;
    struct str id, name;
    const struct feel_kind *type;       /* of its variable, or NULL */
    const struct node *logic;           /* of a decision; a NODE_FUNCTION for knowledge; NULL: none */
    const struct requirement *needs;    /* information first, then knowledge */
    size_t need_count;
    const struct node_param *params;    /* of knowledge and services */
    size_t param_count;
    const struct element **inputs;      /* of a service, in the order of its parameters */
    const struct element **outputs;     /* of a service */
    size_t output_count;
    const struct xml *source;           /* while loading */
    int mark, height;                   /* while loading: of the chain of decisions below */
};

struct import { struct str name, space; const struct dmn *model; };

struct dmn {
    struct arena *arena;
    struct str name, space;
    struct import *imports;
    size_t import_count;
    struct table types;                 /* item definitions: name to struct feel_kind */
    struct table by_id, by_name;        /* struct element */
    struct element *elements;
    size_t element_count;
};

/* ── Loading ───────────────────────────────────────────────────────────── */

struct load {
    struct arena *arena;
    struct dmn *dmn;
    const struct xml *root;
    const struct element *owner;        /* whose logic is being built */
    struct feel_names properties;       /* keys that may follow a dot anywhere in the model */
    struct fault *why;
    enum err err;
    bool lenient;                       /* what is malformed is null */
    struct findings *findings;          /* or NULL: stop at the first mistake */
};

/* The first failure sticks and names the nearest id: “元素 X：…”. */
void load_fail(struct load *l, const struct xml *at, enum err code, const char *zh, const char *en);
void load_no_memory(struct load *l);
/* After a mistake: with a list of findings the loader looks at the next thing. */
void load_go_on(struct load *l);

/* item definitions → l->dmn->types */
void load_types(struct load *l);
/* The type a typeRef names; NULL for none and for Any. */
const struct feel_kind *load_type_ref(struct load *l, const struct xml *at, struct str ref);
/* typeRef of the element's `variable`, or of itself. */
const struct feel_kind *load_variable_type(struct load *l, const struct xml *at);

/* FEEL text as a tree; NULL when `l->err`.  `at` is who is named in the fault. */
const struct node *load_feel(struct load *l, const struct xml *at, struct str text, bool tests, const struct feel_names *names);
/* The expression among the children of `parent` (the first after `skip`, which may be NULL); NULL when there is none. */
const struct xml *boxed_child(const struct xml *parent, const struct xml *skip);
const struct node *load_boxed(struct load *l, const struct xml *x, const struct feel_names *names);
const struct node *load_table(struct load *l, const struct xml *x, const struct feel_names *names);
const struct node *load_function(struct load *l, const struct xml *x, const struct feel_names *names);
struct node *load_node(struct load *l, enum node_kind kind);
/* `node` made to fit `type`, if there is one. */
const struct node *load_coerced(struct load *l, const struct node *node, const struct feel_kind *type, struct str what);

/* ── Deciding ──────────────────────────────────────────────────────────── */

struct decide;
/* Keeps a rule for the explanation. */
void decide_match(struct feel_run *run, const struct dmn_match *match);

#endif
