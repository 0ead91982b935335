## run/ - the trajectory state machine and its loop.
libmomus_la_SOURCES += \
	%D%/plan.c \
	%D%/plan.h
