## run/ - tests.

## Writes runs for the shell tests.
check_PROGRAMS += %D%/store-writer
%C%_store_writer_SOURCES = %D%/store-writer.c tests/unit/made-run.c
%C%_store_writer_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_store_writer_LDADD = libmomus.la

## The model server with faults on demand, for several tests.
EXTRA_DIST += %D%/server.py

TESTS += %D%/quickstart-content.t %D%/replay.t
dist_check_SCRIPTS += %D%/quickstart-content.t %D%/replay.t
EXTRA_DIST += %D%/quickstart.py
