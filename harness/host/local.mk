libmomus_la_SOURCES += \
	%D%/backendpart.c \
	%D%/carrier.h \
	%D%/dataset.c \
	%D%/dataset.h \
	%D%/endpoint.c \
	%D%/exclude.c \
	%D%/exclude.h \
	%D%/lifeline.c \
	%D%/lifeline.h \
	%D%/lines.c \
	%D%/lines.h \
	%D%/loader.c \
	%D%/loader.h \
	%D%/nearest.c \
	%D%/options.c \
	%D%/options.h \
	%D%/optionvalue.c \
	%D%/optionvalue.h \
	%D%/partopen.c \
	%D%/partopen.h \
	%D%/paths.c \
	%D%/paths.h \
	%D%/rankset.c \
	%D%/rankset.h \
	%D%/resource.c \
	%D%/recipe.c \
	%D%/recipe.h \
	%D%/recipe-set.c \
	%D%/recipe-text.c \
	%D%/registry.c \
	%D%/rewardpart.c \
	%D%/rewardpart.h \
	%D%/rewardtext.c \
	%D%/rowfile.c \
	%D%/study.c \
	%D%/study.h \
	%D%/study-row.c

## Alone in a shared object: only where processes are many is MPI mapped.  It lies
## with the helper programs, where momus_paths_helper() looks.
if HAVE_MPI
momusmpidir = $(pkglibexecdir)
momusmpi_LTLIBRARIES = %D%/momus-mpi.la
%C%_momus_mpi_la_SOURCES = %D%/mpi.c %D%/carrier.h
%C%_momus_mpi_la_CPPFLAGS = $(AM_CPPFLAGS) $(MPI_CFLAGS)
%C%_momus_mpi_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -shared \
	-export-symbols-regex '^momus_carrier$$'
%C%_momus_mpi_la_LIBADD = libmomus.la $(MPI_LIBS)
else
EXTRA_DIST += %D%/mpi.c
endif
