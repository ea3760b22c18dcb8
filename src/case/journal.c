/*
 * journal.c - the chain of a case: each row carries the HMAC-SM3 of itself and
 * its predecessor.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "base/crypto.h"
#include "case/list.h"
#include "case/plan.h"

/* Every field behind its length, so that no two rows have the same bytes. */
static void add_field(struct buf *buf, struct str s)
{
    buf_int(buf, (int64_t)s.len);
    buf_byte(buf, ':');
    buf_str(buf, s);
}

struct str journal_mac(struct arena *arena, const unsigned char key[32], struct str previous, int64_t case_id,
                       const struct journal_row *row)
{
    unsigned char mac[SM3_SIZE];
    char hex[2 * SM3_SIZE + 1];
    const int64_t numbers[] = { row->id, case_id, row->seq, row->at, row->actor, row->unit };
    struct buf buf;
    struct str bytes;

    buf_init(&buf, arena, 0);
    add_field(&buf, previous);
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        buf_int(&buf, numbers[i]);
        buf_byte(&buf, '|');
    }
    add_field(&buf, row->kind);
    add_field(&buf, row->element);
    add_field(&buf, row->data);
    add_field(&buf, row->note_digest);
    bytes = buf_done(&buf);
    if (!bytes.at) return STR_NONE;
    hmac_sm3(key, 32, bytes.at, bytes.len, mac);
    hex_print(mac, sizeof mac, hex);
    return str_dup(arena, str_from_c(hex));
}

enum err journal_seal(struct case_plan *plan, struct fault *why)
{
    for (size_t i = 0; i < plan->journal.count; i++) {
        struct journal_row *row = &plan->journal.at[i];
        row->seq = plan->before.journal_seq + 1 + (int64_t)i;
        row->mac = journal_mac(plan->arena, world_keys(plan->world)->journal, plan->now.journal_mac, plan->now.id, row);
        if (!row->mac.at) return fault_set(why, ERR_NO_MEMORY, "内存不足", "out of memory");
        plan->now.journal_mac = row->mac;
        plan->now.journal_seq = row->seq;
    }
    return ERR_OK;
}

bool journal_row_fits(const struct world *world, struct arena *arena, int64_t case_id, struct str previous,
                      const struct journal_view *row)
{
    const struct journal_row j = {
        .id = row->id, .seq = row->seq, .at = row->at, .kind = row->kind, .actor = row->actor, .unit = row->unit,
        .element = row->element, .data = row->data, .note_digest = row->note_digest,
    };

    return str_eq(journal_mac(arena, world_keys(world)->journal, previous, case_id, &j), row->mac);
}
