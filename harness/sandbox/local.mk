libmomus_la_SOURCES += \
	%D%/sandbox.h
