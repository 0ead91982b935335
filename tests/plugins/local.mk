## plugins/ - modules for the tests of the loader: sound, and one for each fault.
## Modules are built only with an -rpath; they are never installed.
FAULTY_LINK = $(AM_LDFLAGS) -module -avoid-version -shared -rpath /nowhere
FAULTY = \
	%D%/sound.la \
	%D%/magic.la \
	%D%/abi.la \
	%D%/short.la \
	%D%/kind.la \
	%D%/entry.la \
	%D%/unresolved.la \
	%D%/name.la \
	%D%/options.la \
	%D%/ops.la \
	%D%/twin.la
check_LTLIBRARIES += $(FAULTY)

%C%_sound_la_SOURCES = %D%/faulty.c
%C%_sound_la_LDFLAGS = $(FAULTY_LINK)
%C%_sound_la_CPPFLAGS = $(AM_CPPFLAGS)
%C%_sound_la_LIBADD = libmomus.la

%C%_magic_la_SOURCES = %D%/faulty.c
%C%_magic_la_LDFLAGS = $(FAULTY_LINK)
%C%_magic_la_CPPFLAGS = $(AM_CPPFLAGS) -DFAULT_MAGIC
%C%_magic_la_LIBADD = libmomus.la

%C%_abi_la_SOURCES = %D%/faulty.c
%C%_abi_la_LDFLAGS = $(FAULTY_LINK)
%C%_abi_la_CPPFLAGS = $(AM_CPPFLAGS) -DFAULT_ABI
%C%_abi_la_LIBADD = libmomus.la

%C%_short_la_SOURCES = %D%/faulty.c
%C%_short_la_LDFLAGS = $(FAULTY_LINK)
%C%_short_la_CPPFLAGS = $(AM_CPPFLAGS) -DFAULT_SIZE
%C%_short_la_LIBADD = libmomus.la

%C%_kind_la_SOURCES = %D%/faulty.c
%C%_kind_la_LDFLAGS = $(FAULTY_LINK)
%C%_kind_la_CPPFLAGS = $(AM_CPPFLAGS) -DFAULT_KIND
%C%_kind_la_LIBADD = libmomus.la

%C%_entry_la_SOURCES = %D%/faulty.c
%C%_entry_la_LDFLAGS = $(FAULTY_LINK)
%C%_entry_la_CPPFLAGS = $(AM_CPPFLAGS) -DFAULT_ENTRY
%C%_entry_la_LIBADD = libmomus.la

%C%_unresolved_la_SOURCES = %D%/faulty.c
%C%_unresolved_la_LDFLAGS = $(FAULTY_LINK)
%C%_unresolved_la_CPPFLAGS = $(AM_CPPFLAGS) -DFAULT_UNRESOLVED

%C%_name_la_SOURCES = %D%/faulty.c
%C%_name_la_LDFLAGS = $(FAULTY_LINK)
%C%_name_la_CPPFLAGS = $(AM_CPPFLAGS) -DNAME='"Sound"'
%C%_name_la_LIBADD = libmomus.la

%C%_options_la_SOURCES = %D%/faulty.c
%C%_options_la_LDFLAGS = $(FAULTY_LINK)
%C%_options_la_CPPFLAGS = $(AM_CPPFLAGS) -DFAULT_OPTIONS
%C%_options_la_LIBADD = libmomus.la

%C%_ops_la_SOURCES = %D%/faulty.c
%C%_ops_la_LDFLAGS = $(FAULTY_LINK)
%C%_ops_la_CPPFLAGS = $(AM_CPPFLAGS) -DFAULT_OPS
%C%_ops_la_LIBADD = libmomus.la

%C%_twin_la_SOURCES = %D%/faulty.c
%C%_twin_la_LDFLAGS = $(FAULTY_LINK)
%C%_twin_la_CPPFLAGS = $(AM_CPPFLAGS) -DSUMMARY='"another of the same name"'
%C%_twin_la_LIBADD = libmomus.la
