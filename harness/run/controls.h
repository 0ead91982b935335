/* controls.h - critics that are no models: how much is the critique's doing?
 *
 *   empty     asks to check the answer, and nothing more
 *   shuffled  the critique that another run's critic wrote of another problem
 *   oracle    the true verdict, and the first test that failed
 *
 * Each is a backend like any other, known to the host without a file.
 */
#ifndef MOMUS_RUN_CONTROLS_H
#define MOMUS_RUN_CONTROLS_H

#include "momus/plugin.h"

/* The controls, in the order of their names; NULL behind the last. */
MOMUS_API const struct momus_plugin *momus_control_at(size_t i);

/* The control called NAME, or NULL. */
MOMUS_API const struct momus_plugin *momus_control_find(const char *name);

/* Whether PLUGIN is a control that looks at nothing of what it criticises. */
MOMUS_API bool momus_control_is_blind(const struct momus_plugin *plugin);

/* Whether PLUGIN is a control that says the same to all children of a solution,
 * so that their revisions are asked for in the same words. */
MOMUS_API bool momus_control_is_constant(const struct momus_plugin *plugin);

/* Whether PLUGIN is the oracle: it is shown the outcome of the solution
 * (momus_hint_outcome) instead of a prompt. */
MOMUS_API bool momus_control_is_oracle(const struct momus_plugin *plugin);

#endif /* MOMUS_RUN_CONTROLS_H */
