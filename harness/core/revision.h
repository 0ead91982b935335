/* revision.h - which state of the sources this is */
#ifndef MOMUS_CORE_REVISION_H
#define MOMUS_CORE_REVISION_H

#include "momus/decls.h"

/* The version and the commit it was built from, "0.1.0 (4fa4545)", with
 * "-dirty" behind the commit where the checkout was changed; static. */
MOMUS_API const char *momus_revision(void);

#endif /* MOMUS_CORE_REVISION_H */
