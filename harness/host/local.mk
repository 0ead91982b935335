libmomus_la_SOURCES += \
	%D%/loader.c \
	%D%/loader.h \
	%D%/nearest.c \
	%D%/options.c \
	%D%/options.h \
	%D%/optionvalue.c \
	%D%/optionvalue.h \
	%D%/paths.c \
	%D%/paths.h \
	%D%/registry.c
