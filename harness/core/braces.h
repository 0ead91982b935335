/* braces.h - fields of a template: {{name}} */
#ifndef MOMUS_CORE_BRACES_H
#define MOMUS_CORE_BRACES_H

#include "momus/text.h"

/* Cuts the next field off *REST: *BEFORE is the text in front of it, *NAME what
 * stands in the braces, *REST what follows.  False if none is left. */
bool momus_braces_next(struct momus_text *rest, struct momus_text *before,
		       struct momus_text *name);

#endif /* MOMUS_CORE_BRACES_H */
