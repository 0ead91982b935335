/* pages.h - large pages for what a warm interpreter has in memory */
#ifndef MOMUS_SANDBOX_JAIL_PAGES_H
#define MOMUS_SANDBOX_JAIL_PAGES_H

#include <stdint.h>

/* Joins the pages of this process's heap and anonymous memory into large ones,
 * where the kernel can.  What a fork costs is mostly the copying of entries for
 * its parent's pages, and there are five hundred times fewer of them then.  Fills
 * the holes between what is allocated before: where a fork allocates it writes,
 * and each page that it writes to is copied. */
void jail_join_pages(void);

/* Puts the code and constants of the program or library that KNOWN, an address, is
 * in from its file into large pages of this process's own, where the kernel can.
 * A fork then need not find each page of them in the file once more, and the
 * processor looks for 4 of them instead of 2,000.  Nothing may be writing to them. */
void jail_join_code(uintptr_t known);

/* Has the interpreter that this process begins to be put what it allocates side
 * by side, where it can be joined; joins its code. */
void jail_gather_pages(void);

#endif /* MOMUS_SANDBOX_JAIL_PAGES_H */
