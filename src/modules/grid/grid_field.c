/*
 * grid_field.c - the rules of the phone.
 * SPDX-License-Identifier: Apache-2.0
 */
#include "modules/grid/grid_field.h"

const struct json_shape FIELD_RULES_SHAPE = {
    "FieldRules", (const struct json_shape_field[]){ { "now", JSON_TIME }, { "skew_max_s", JSON_INT }, { "watermark", JSON_BOOL }, { 0 } },
};

/* GET /api/field */
enum err field_rules(struct call *call, struct fault *why)
{
    (void)why;
    json_time(&call->out, "now", call->now_ms);
    json_int(&call->out, "skew_max_s", org_setting(call->org, "phone.skew", 120));
    json_bool(&call->out, "watermark", org_setting(call->org, "photo.watermark", 1) != 0);
    return ERR_OK;
}
