/* figure-of.h - of what a number of a report is */
#ifndef MOMUS_REPORTS_FIGURE_OF_H
#define MOMUS_REPORTS_FIGURE_OF_H

/* What of it; part of a figure's name */
enum momus_figure_of {
	MOMUS_OF_NONE,
	MOMUS_OF_EACH,	   /* judgments: every critique by itself */
	MOMUS_OF_MAJORITY, /* judgments: the votes of one solution together */
	MOMUS_OF_GENERATE, /* resources: by what the model was asked for */
	MOMUS_OF_CRITIQUE,
	MOMUS_OF_REVISE,
	MOMUS_OF_ALL,
	MOMUS_OF_SAME_EACH_TURN, /* tests: what is assumed */
	MOMUS_OF_ORDER_1,	 /* order 0 is, and order 1 the other choice */
	MOMUS_OF_ORDER_2,	 /* order 1 is, and order 2 the other choice */
	MOMUS_OF_STATUS,	 /* and those behind it: how a solution ended */
};

#endif /* MOMUS_REPORTS_FIGURE_OF_H */
