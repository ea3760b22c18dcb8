/*
 * conformance_report.c - what the suites gave, as the Markdown of docs/conformance.md.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "conformance.h"

#include <stdio.h>

/* Failures that are understood: the case (or a folder), where the standard speaks of it, and what is the matter. */
static const struct known {
    const char *name, *clause, *why;
    bool contradicts;                      /* the case is held to contradict the standard */
} KNOWN[] = {
    { "compliance-level-3/0076-feel-external-java/", "DMN 1.5, 10.3.2.13.3", "calls a Java class; there is no Java here, external functions give null", false },
    { "processes/activities/AdHocSubProcess_Sequential.bpmn", "BPMN 2.0.2, 13.3.5",
      "wants the line of a third script that stands nowhere in the model; each of the three tasks there is done once, whose lines are task1, task2 and again task1 after the subprocess; "
      "no order of the enabled activities gives another line", true },
    { "processes/activities/AdHocSubProcess_Parallel.bpmn", "BPMN 2.0.2, 13.3.5", "the same: the wanted third line is written by no element of the model", true },
    { "processes/events/Escalation_EndEvent_TopLevel.bpmn", "BPMN 2.0.2, 13.3.4",
      "the called process runs a task that sets the marker before its end event, on its only path; the six other cases whose models set a marker want it in the trace, this one wants the trace without it", true },
};

static const struct known *known_of(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(KNOWN); i++)
        if (str_starts(name, str_from_c(KNOWN[i].name))) return &KNOWN[i];
    return NULL;
}

static void print_folders(const struct tally *tally, const char *what)
{
    printf("| folder | %s passed | failed |\n|---|---:|---:|\n", what);
    for (size_t i = 0; i < tally->folder_count; i++)
        printf("| `%.*s` | %zu | %zu |\n", STR_ARG(tally->folders[i].name), tally->folders[i].passed, tally->folders[i].failed);
    printf("| **together** | **%zu** | **%zu** |\n\n", tally->passed, tally->failed);
}

static void print_failures(const struct tally *tally)
{
    printf("### What fails\n\n");
    if (tally->failure_count == 0) printf("Nothing.\n\n");
    for (size_t i = 0; i < tally->failure_count; i++) {
        const struct failure *failure = &tally->failures[i];
        const struct known *known = known_of(failure->name);

        if (known) printf("- `%.*s`: %s (%s)%s\n", STR_ARG(failure->name), known->why, known->clause, known->contradicts ? "; held to contradict the standard" : "");
        else printf("- `%.*s`: %.*s\n", STR_ARG(failure->name), STR_ARG(failure->reason));
    }
    printf("\n");
}

static void print_contradictions(const struct tally *tally)
{
    printf("## Held to contradict the standard\n\nThese cases are not met on purpose; they count as failed all the same.\n\n| case | clause | why |\n|---|---|---|\n");
    for (size_t i = 0; i < tally->failure_count; i++) {
        const struct known *known = known_of(tally->failures[i].name);

        if (known && known->contradicts) printf("| `%.*s` | %s | %s |\n", STR_ARG(tally->failures[i].name), known->clause, known->why);
    }
}

bool conformance_report(const char *dmn_dir, const char *bpmn_dir, const char *today)
{
    struct tally dmn = { .arena = arena_open(4 << 20), .quiet = true }, bpmn = { .arena = arena_open(4 << 20), .quiet = true };
    bool there = conformance_dmn(dmn_dir, &dmn) && conformance_bpmn(bpmn_dir, &bpmn);

    if (there) {
        printf("# Conformance\n\n"
               "Printed on %s by `build/tests/conformance report DMN_DIR BPMN_DIR`. Both suites were written by others and lie beside the project, not in it; nothing of their text is copied here.\n\n"
               "| suite | passed | failed |\n|---|---:|---:|\n| DMN Technology Compatibility Kit | %zu | %zu |\n| betsy, BPMN | %zu | %zu |\n\n",
               today, dmn.passed, dmn.failed, bpmn.passed, bpmn.failed);
        printf("## DMN: Technology Compatibility Kit\n\n"
               "Origin: <https://github.com/dmn-tck/tck>, Apache License 2.0. A line of the table is a folder; a case passes when each of its results has the expected value, numbers to eight decimal places. "
               "Repeat with `build/tests/conformance dmn DIR`.\n\n");
        print_folders(&dmn, "cases");
        print_failures(&dmn);
        printf("## BPMN: betsy\n\n"
               "Origin: <https://github.com/uniba-dsg/betsy>, GNU Lesser General Public License 3. Executable models run on a virtual clock and must write the expected lines, in any order; before every step the state is "
               "written and read again. Every model below `bpmn_constraints` breaks the rule its folder is named after and must be refused at deployment, by element and rule. Repeat with `build/tests/conformance bpmn DIR`.\n\n");
        print_folders(&bpmn, "cases");
        print_failures(&bpmn);
        print_contradictions(&bpmn);
    }
    arena_close(dmn.arena);
    arena_close(bpmn.arena);
    return there;
}
