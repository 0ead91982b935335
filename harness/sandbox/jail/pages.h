/* pages.h - large pages for what a warm interpreter has in memory */
#ifndef MOMUS_SANDBOX_JAIL_PAGES_H
#define MOMUS_SANDBOX_JAIL_PAGES_H

/* Joins the pages of this process's heap and anonymous memory into large ones,
 * where the kernel can.  What a fork costs is mostly the copying of entries for
 * its parent's pages, and there are five hundred times fewer of them then. */
void jail_join_pages(void);

#endif /* MOMUS_SANDBOX_JAIL_PAGES_H */
