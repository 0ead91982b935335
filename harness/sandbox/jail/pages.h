/* pages.h - large pages for what a warm interpreter has in memory */
#ifndef MOMUS_SANDBOX_JAIL_PAGES_H
#define MOMUS_SANDBOX_JAIL_PAGES_H

/* Joins the pages of this process's heap and anonymous memory into large ones,
 * where the kernel can.  What a fork costs is mostly the copying of entries for
 * its parent's pages, and there are five hundred times fewer of them then.  Fills
 * the holes between what is allocated before: where a fork allocates it writes,
 * and each page that it writes to is copied. */
void jail_join_pages(void);

/* Has the interpreter that this process begins to be put what it allocates side
 * by side, where it can be joined. */
void jail_gather_pages(void);

#endif /* MOMUS_SANDBOX_JAIL_PAGES_H */
