/*
 * load_lane.c - lanes, and the desk they give to user tasks that name nobody.
 *
 * A lane names a desk (岗位) when its documentation, else its name, is a list
 * of desks "role@place" with commas between; any other text means nothing.  A
 * lane inside a lane without a desk has the outer one's.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "bpmn/load.h"

static bool is_desk(struct str text)
{
    size_t signs = 0;

    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.at[i] <= ' ') return false;
        signs += text.at[i] == '@';
    }
    return signs == 1 && text.at[0] != '@' && text.at[text.len - 1] != '@';
}

static bool are_desks(struct str text)
{
    struct str piece;
    size_t count = 0;

    while (str_split(&text, ',', &piece)) {
        if (!is_desk(str_trim(piece))) return false;
        count++;
    }
    return count > 0;
}

static struct str desk_of(const struct bpmn_xml *lane)
{
    for (; bpmn_xml_is(lane, "lane"); lane = lane->parent->parent) {
        const struct bpmn_xml *note = bpmn_xml_child(lane, "documentation");

        if (note && are_desks(note->text)) return note->text;
        if (are_desks(bpmn_xml_attr(lane, "name"))) return str_trim(bpmn_xml_attr(lane, "name"));
    }
    return STR_NONE;
}

/* What stands in several lanes, one inside the other, belongs to the innermost: it comes last. */
static void read_lanes(struct loader *l, const struct bpmn_xml *process_node)
{
    for (const struct bpmn_xml *at = process_node; at; at = bpmn_xml_next(process_node, at)) {
        int32_t index;

        if (!bpmn_xml_is(at, "flowNodeRef") || !bpmn_xml_is(at->parent, "lane")) continue;
        index = bpmn_load_index(l, at->text);
        if (index < 1) continue;
        l->process->elements[index].lane = bpmn_xml_attr(at->parent, "name");
        l->process->elements[index].desk = desk_of(at->parent);
    }
}

void bpmn_load_lanes(struct loader *l, const struct bpmn_xml *process_node)
{
    read_lanes(l, process_node);
    for (int32_t i = 1; i < l->process->count; i++) {
        struct bpmn_el *el = &l->process->elements[i], *around = &l->process->elements[el->parent > 0 ? el->parent : 0];

        if (!el->lane.at) {                /* what is inside a subprocess lies where the subprocess lies */
            el->lane = around->lane;
            el->desk = around->desk;
        }
        if (el->kind == KIND_USER_TASK && !el->assignee.text.len && !el->groups.text.len && !el->users.text.len)
            el->groups = (struct bpmn_text){ .text = el->desk };
    }
}
