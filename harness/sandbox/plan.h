/* plan.h - which walls a sandbox will have, decided before anything starts */
#ifndef MOMUS_SANDBOX_PLAN_H
#define MOMUS_SANDBOX_PLAN_H

#include <stdint.h>

#include "sandbox/sandbox.h"

/* *WALLS: what this host can give, without what CONFIG turns off.  MOMUS_ENOTSUP
 * names the first that is missing and the remedy, unless best-effort;
 * MOMUS_EINVAL an unknown one in .off. */
int momus_sandbox_plan(const struct momus_sandbox_config *config,
		       uint32_t *walls, struct momus_error *err);

#endif /* MOMUS_SANDBOX_PLAN_H */
