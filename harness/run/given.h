/* given.h - the generator "given": answers that the data have already
 *
 * A backend like any other, known to the host without a file: its first solution
 * of a problem is the one that the task read with it (momus_problem.given), so
 * that a critic can be measured on answers of whatever origin.
 */
#ifndef MOMUS_RUN_GIVEN_H
#define MOMUS_RUN_GIVEN_H

#include "momus/plugin.h"

MOMUS_API extern const struct momus_plugin momus_generator_given;

#endif /* MOMUS_RUN_GIVEN_H */
