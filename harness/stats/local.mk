## stats/ - pure functions, no I/O.
libmomus_la_SOURCES += \
	%D%/binomial.c \
	%D%/binomial.h \
	%D%/bootstrap.c \
	%D%/bootstrap.h \
	%D%/deltas.c \
	%D%/deltas.h \
	%D%/discrimination.c \
	%D%/discrimination.h \
	%D%/grams.c \
	%D%/grams.h \
	%D%/kinds.c \
	%D%/kinds.h \
	%D%/outcome.h \
	%D%/passk.c \
	%D%/passk.h \
	%D%/similarity.c \
	%D%/steps.c \
	%D%/steps.h \
	%D%/tokens.c \
	%D%/tokens.h \
	%D%/wilson.c \
	%D%/wilson.h
