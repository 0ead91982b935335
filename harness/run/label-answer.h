/* label-answer.h - what a judge's answer says of a critique's strategies */
#ifndef MOMUS_RUN_LABEL_ANSWER_H
#define MOMUS_RUN_LABEL_ANSWER_H

#include "momus/text.h"

/* Reads the last line of ANSWER that is not blank: "Strategies:" and names of
 * stats/strategies.def, each once, with commas between them, or "none".  Case,
 * asterisks, backquotes and a full stop at the end do not count; anything else
 * is no label.  False leaves *OUT (bit i: label i) as it is. */
MOMUS_API bool momus_label_answer(struct momus_text answer, unsigned *out);

#endif /* MOMUS_RUN_LABEL_ANSWER_H */
