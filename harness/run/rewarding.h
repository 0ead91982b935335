/* rewarding.h - what revisions of a running pipeline earn */
#ifndef MOMUS_RUN_REWARDING_H
#define MOMUS_RUN_REWARDING_H

struct momus_branch;

/* B's revision is stored: begins those of its rewards that are not. */
void momus_rewarding_begin(struct momus_branch *b);

#endif /* MOMUS_RUN_REWARDING_H */
