/*
 * main.c - the modules of the platform, the subcommands, and nothing else.
 * SPDX-License-Identifier: Apache-2.0
 */
#include <sys/stat.h>

#include "commands/command.h"
#include "modules/admin/admin.h"
#include "modules/command/command.h"
#include "modules/grid/grid.h"
#include "modules/models/models.h"

/* In the order of the platform; a module joins when it has something to do. */
const struct module *const MODULES[] = { &GRID_MODULE, &NOTICE_MODULE, &STAFF_MODULE, &PLACE_MODULE, &COMMAND_MODULE, &DUTY_MODULE, &ANALYSIS_MODULE, &DISPATCH_MODULE, &EMERGENCY_MODULE, &MEDIATION_MODULE, &MODELS_MODULE, &ADMIN_MODULE, &HTTP_MODULE };
const size_t MODULE_COUNT = COUNT_OF(MODULES);

static const struct subcommand *const COMMANDS[] = {
    &INIT_COMMAND, &SERVE_COMMAND, &VERIFY_COMMAND, &INSTANCE_COMMAND, &REBUILD_COMMAND, &LOCATE_COMMAND, &DUE_COMMAND, &DEPLOY_COMMAND, &OPENAPI_COMMAND,
    &SIMULATE_COMMAND, &LOAD_COMMAND, &TRAIN_COMMAND, &CLASSIFY_COMMAND, &HOTSPOTS_COMMAND,
};

int main(int argc, char **argv)
{
    umask(027);   /* the database and the keys are for this user and its group */
    return commands_main(COMMANDS, COUNT_OF(COMMANDS), argc, argv);
}
