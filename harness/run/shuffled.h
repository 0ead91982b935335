/* shuffled.h - the control that passes on critiques of other problems
 *
 * They are those of a finished run, so that the same words do or do not help:
 * what is gained with them is not the critiques' doing.
 */
#ifndef MOMUS_RUN_SHUFFLED_H
#define MOMUS_RUN_SHUFFLED_H

#include "momus/plugin.h"

extern const struct momus_plugin momus_control_shuffled;

#endif /* MOMUS_RUN_SHUFFLED_H */
