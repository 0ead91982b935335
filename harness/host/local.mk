libmomus_la_SOURCES += \
	%D%/loader.h \
	%D%/options.h \
	%D%/paths.h
