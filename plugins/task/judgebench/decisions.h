/* decisions.h - the decisions that there are, as all files of this task write them */
#ifndef JUDGEBENCH_DECISIONS_H
#define JUDGEBENCH_DECISIONS_H

#include <momus/text.h>

#define JUDGEBENCH_FIRST  MOMUS_TEXT("A>B")
#define JUDGEBENCH_SECOND MOMUS_TEXT("B>A")
#define JUDGEBENCH_TIE	  MOMUS_TEXT("A=B")
#define JUDGEBENCH_NONE	  MOMUS_TEXT("")

/* Which of two scores is higher. */
struct momus_text judgebench_compare(double a, double b);

#endif /* JUDGEBENCH_DECISIONS_H */
