/* jsonspan.h - the core's own name for momus/json.h */
#ifndef MOMUS_CORE_JSONSPAN_H
#define MOMUS_CORE_JSONSPAN_H

#include "momus/json.h"

#endif /* MOMUS_CORE_JSONSPAN_H */
