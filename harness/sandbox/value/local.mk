## value/ - plain Python data on the wire, and the extension module around it.
## The module is loaded by an interpreter that is not ours: no sanitizers.
libmomus_la_SOURCES += \
	%D%/wire.c \
	%D%/wire.h
momuspythondir = $(pkglibdir)/python
momuspython_LTLIBRARIES = %D%/_momusvalue.la
%C%__momusvalue_la_SOURCES = \
	%D%/decode.c \
	%D%/encode.c \
	%D%/module.c \
	%D%/value.h \
	%D%/wire.c \
	%D%/wire.h
%C%__momusvalue_la_CPPFLAGS = $(AM_CPPFLAGS) $(PYTHON_INCLUDES)
%C%__momusvalue_la_CFLAGS = -std=gnu11 $(MOMUS_WARN_CFLAGS) -fvisibility=hidden -O2
%C%__momusvalue_la_LDFLAGS = -module -avoid-version -shared \
	-export-symbols-regex '^PyInit__momusvalue$$'
