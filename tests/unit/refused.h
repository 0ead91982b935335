/* refused.h - files that are wrong, and what is said of each, from a list */
#ifndef REFUSED_H
#define REFUSED_H

#include "momus/error.h"
#include "momus/text.h"

/* CHECKs that READ refuses each case of tests/unit/NAME/refused.txt with the
 * message that stands there: the file in lines behind "| ", what is said of it
 * behind "! ".  Returns how many there are. */
int refused_all(const char *name,
		int (*read)(struct momus_text text, struct momus_error *err));

#endif /* REFUSED_H */
