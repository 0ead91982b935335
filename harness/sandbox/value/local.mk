## value/ - plain Python data on the wire, and the extension module around it.
## The module is loaded by an interpreter that is not ours: no sanitizers.
libmomus_la_SOURCES += \
	%D%/digest.h \
	%D%/wire.c \
	%D%/wire.h
## It lies with the helper programs, where momus_paths_helper() looks.
momuspythondir = $(pkglibexecdir)
momuspython_LTLIBRARIES = harness/sandbox/_momusvalue.la
harness_sandbox__momusvalue_la_SOURCES = \
	%D%/decode.c \
	%D%/digest.h \
	%D%/encode.c \
	%D%/calls.c \
	%D%/module.c \
	%D%/sink.c \
	%D%/stream.c \
	%D%/value.h \
	%D%/wire.c \
	%D%/wire.h
harness_sandbox__momusvalue_la_CPPFLAGS = $(AM_CPPFLAGS) $(PYTHON_INCLUDES)
harness_sandbox__momusvalue_la_CFLAGS = -std=gnu11 $(MOMUS_WARN_CFLAGS) \
	-fvisibility=hidden -O2
harness_sandbox__momusvalue_la_LDFLAGS = -module -avoid-version -shared \
	-export-symbols-regex '^PyInit__momusvalue$$'
