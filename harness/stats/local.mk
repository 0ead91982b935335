## stats/ - pure functions, no I/O.
libmomus_la_SOURCES += \
	%D%/adjust.c \
	%D%/attempts.c \
	%D%/attempts.h \
	%D%/binomial.c \
	%D%/binomial.h \
	%D%/bootstrap.c \
	%D%/bootstrap.h \
	%D%/chain.c \
	%D%/chain.h \
	%D%/deltas.c \
	%D%/deltas.h \
	%D%/discrimination.c \
	%D%/discrimination.h \
	%D%/distributions.c \
	%D%/distributions.h \
	%D%/grams.c \
	%D%/grams.h \
	%D%/kinds.c \
	%D%/kinds.h \
	%D%/outcome.h \
	%D%/paired.c \
	%D%/paired.h \
	%D%/passk.c \
	%D%/passk.h \
	%D%/power.c \
	%D%/power.h \
	%D%/similarity.c \
	%D%/steps.c \
	%D%/steps.h \
	%D%/tokens.c \
	%D%/tokens.h \
	%D%/wilson.c \
	%D%/wilson.h
