/*
 * BPMN: any sequence of events on any model that loads is answered; the state's text is the state at every step.
 *
 * Input: the model's XML, a NUL, then four bytes an event: kind, activity, name, variables.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/bpmn.h"

#include <assert.h>
#include <string.h>

enum { EVENTS_MAX = 60 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct library { struct bpmn **processes; size_t count; };

static const struct bpmn *find(const struct bpmn_wanted *wanted, void *arg)
{
    const struct library *library = arg;

    for (size_t i = 0; i < library->count; i++)
        if (str_eq(bpmn_id(library->processes[i]), wanted->id)) return library->processes[i];
    return NULL;
}

static struct bpmn_event event_of(struct arena *arena, const struct bpmn *process, const uint8_t *bytes)
{
    static const char *const names[] = { "", "m", "n", "g", "E1", "U1", "a", "b" };
    static const struct feel_value empty = { .type = FEEL_CONTEXT };
    struct bpmn_event event = { .kind = (enum bpmn_event_kind)(bytes[0] % (BPMN_EVENT__KINDS)), .activity = bytes[1],
                                .name = str_from_c(names[bytes[2] % COUNT_OF(names)]) };
    const struct bpmn_start *starts;
    size_t count = bpmn_starts(process, &starts);

    if (event.kind == BPMN_START && count) event.name = starts[bytes[2] % count].name;
    if (bytes[3] % 4 == 0) return event;
    event.variables = feel_context_with(arena, &empty, STR("x"), feel_integer(arena, bytes[3] % 5));
    event.variables = feel_context_with(arena, event.variables, STR("outcome"), feel_string(arena, event.name));
    return event;
}

/* One event on a stored state; gives the text of the next one, or the same. */
static struct str play(struct arena *arena, const struct library *library, struct str text, const struct bpmn_event *event, int64_t now_ms)
{
    struct bpmn_library finder = { find, (void *)(uintptr_t)library };
    struct bpmn_state *state = NULL, *next = NULL, *again;
    struct bpmn_effects effects;
    struct fault why = { 0 };
    struct str written;

    if (text.at && bpmn_state_read(arena, text, &state, &why)) {
        assert(why.code == ERR_NO_MEMORY);
        return text;
    }
    if (bpmn_step(arena, library->processes[0], &finder, state, event, now_ms, &next, &effects, &why)) {
        assert(!next && why.zh[0] && utf8_valid(str_from_c(why.zh)) && utf8_valid(str_from_c(why.en)));
        return text;
    }
    written = bpmn_state_write(arena, next);
    if (!written.at) return text;
    assert(bpmn_state_read(arena, written, &again, &why) == ERR_OK ? str_eq(bpmn_state_write(arena, again), written) : why.code == ERR_NO_MEMORY);
    return written;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memchr(data, 0, size) : NULL;
    struct str xml = { (const char *)data, end ? (size_t)(end - data) : size }, text = STR_NONE;
    struct arena *keep = arena_open(64 << 20), *arena = arena_open(64 << 20);
    struct library library;
    struct fault why = { 0 };

    if (end && bpmn_load_all(keep, xml, NULL, &library.processes, &library.count, &why) == ERR_OK) {
        const uint8_t *at = end + 1;
        for (int i = 0; i < EVENTS_MAX && at + 4 <= data + size; i++, at += 4) {
            struct bpmn_event event = event_of(arena, library.processes[0], at);
            if (!text.at) event.kind = BPMN_START;
            text = play(arena, &library, text, &event, (int64_t)i * 3600000);
            if (text.at) text = str_dup(keep, text);
            arena_reset(arena);
        }
    }
    arena_close(arena);
    arena_close(keep);
    return 0;
}
