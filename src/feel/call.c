/*
 * call.c - invocation of literals, built-ins and native functions, by position or by name.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "feel/builtin.h"
#include "feel/eval.h"
#include "feel/hint.h"

enum { ARGS_ON_STACK = 8 };

static const struct feel_value *wrong_count(struct feel_run *run, size_t at, size_t want, size_t got)
{
    return feel_note(run, at, "这个函数要 %zu 个参数，给了 %zu 个", "the function takes %zu arguments, %zu given", want, got);
}

/* The body of a function literal with its parameters bound. */
static const struct feel_value *call_literal(struct feel_run *run, size_t at, const struct feel_value *value,
                                             const struct feel_value *const *args)
{
    const struct feel_function *function = value->function;
    const struct node *literal = function->literal;
    const struct feel_value *input = run->input, *result;
    struct feel_entry self = { function->self, value };
    struct feel_scope own = { .outer = function->scope, .names = { function->self.at != NULL, &self }, .passing = true };
    struct feel_scope scope = { .outer = &own, .names = { function->param_count, NULL } };
    struct feel_entry *entries;

    if (!literal->function.body) return feel_note(run, at, "不支持外部函数", "external functions are not supported");
    entries = arena_array(run->arena, struct feel_entry, function->param_count);
    if (function->param_count && !entries) {
        (void)feel_new(run, FEEL_NULL);
        return &FEEL_NULL_VALUE;
    }
    for (size_t i = 0; i < function->param_count; i++) entries[i] = (struct feel_entry){ function->params[i].name, args[i] };
    scope.names.entries = entries;
    run->input = function->input;
    result = feel_eval_node(run, literal->function.body, &scope);
    run->input = input;
    return literal->function.result ? feel_coerce(run, at, result, literal->function.result, STR("return")) : result;
}

/* Arguments made to fit their parameters; false when one cannot. */
static bool fit_args(struct feel_run *run, size_t at, const struct feel_function *function,
                     const struct feel_value *const *args, const struct feel_value **fitted)
{
    for (size_t i = 0; i < function->param_count; i++) {
        const struct node_param *param = &function->params[i];
        fitted[i] = param->kind ? feel_coerce(run, at, args[i], param->kind, param->name) : args[i];
        if (fitted[i]->type == FEEL_NULL && args[i]->type != FEEL_NULL) return false;
    }
    return true;
}

static const struct feel_value **room_for(struct feel_run *run, const struct feel_value **stack, size_t count)
{
    const struct feel_value **room = count <= ARGS_ON_STACK ? stack : arena_array(run->arena, const struct feel_value *, count);

    if (!room) (void)feel_new(run, FEEL_NULL);
    return room;
}

const struct feel_value *feel_call(struct feel_run *run, size_t at, const struct feel_value *function,
                                   const struct feel_value *const *args, size_t count)
{
    const struct feel_function *f = function->function;
    const struct feel_value *stack[ARGS_ON_STACK], **fitted;

    if (function->type != FEEL_FUNCTION) return hint_call(run, at, function);
    if (f->builtin) return builtin_call(run, at, f->builtin, args, count);
    if (count != f->param_count) return wrong_count(run, at, f->param_count, count);
    fitted = room_for(run, stack, count);
    if (!fitted || !fit_args(run, at, f, args, fitted)) return &FEEL_NULL_VALUE;
    return f->native ? f->native(run, f->data, fitted) : call_literal(run, at, function, fitted);
}

const struct feel_value *feel_call_named(struct feel_run *run, size_t at, const struct feel_value *function,
                                         const struct feel_value *const *args, const struct str *names, size_t count)
{
    const struct feel_function *f = function->function;
    const struct feel_value *stack[ARGS_ON_STACK], **ordered;

    if (function->type != FEEL_FUNCTION) return hint_call(run, at, function);
    if (f->builtin) return builtin_call_named(run, at, f->builtin, args, names, count);
    ordered = room_for(run, stack, f->param_count);
    if (!ordered) return &FEEL_NULL_VALUE;
    for (size_t i = 0; i < f->param_count; i++) ordered[i] = &FEEL_NULL_VALUE;
    for (size_t i = 0; i < count; i++) {
        size_t k = 0;
        while (k < f->param_count && !str_eq(names[i], f->params[k].name)) k++;
        if (k == f->param_count)
            return feel_note(run, at, "这个函数没有名为“%.*s”的参数", "the function has no parameter \"%.*s\"", STR_ARG(names[i]));
        ordered[k] = args[i];
    }
    return feel_call(run, at, function, ordered, f->param_count);
}

const struct feel_value *eval_call(struct feel_run *run, const struct node *node, const struct feel_scope *scope)
{
    const struct node *callee = node->call.callee;
    const struct builtin *builtin = callee->kind == NODE_NAME ? callee->name.builtin : NULL;
    const struct feel_value *function = NULL, *stack[ARGS_ON_STACK], **args;
    size_t count = node->call.count;

    /* A name of the scope comes before a built-in of the same name, if it is a function. */
    if (builtin) {
        function = feel_find(scope, callee->name.text);
        if (function && function->type == FEEL_FUNCTION) builtin = NULL;
    }
    if (!builtin) function = feel_eval_node(run, callee, scope);
    if (!builtin && callee->kind == NODE_NAME && function->type == FEEL_NULL && !feel_find(scope, callee->name.text))
        return function;                /* the note about the name says it all */
    args = room_for(run, stack, count);
    if (!args) return &FEEL_NULL_VALUE;
    for (size_t i = 0; i < count; i++) args[i] = feel_eval_node(run, node->call.args[i], scope);
    run->at = node->at;
    if (builtin && node->call.names) return builtin_call_named(run, node->at, builtin, args, node->call.names, count);
    if (builtin) return builtin_call(run, node->at, builtin, args, count);
    if (node->call.names) return feel_call_named(run, node->at, function, args, node->call.names, count);
    return feel_call(run, node->at, function, args, count);
}
