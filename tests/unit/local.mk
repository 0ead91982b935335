## unit/ - one C program an object of the harness.
MOMUS_UNIT_TESTS = %D%/error.t
check_PROGRAMS += $(MOMUS_UNIT_TESTS)
TESTS += $(MOMUS_UNIT_TESTS)

%C%_error_t_SOURCES = %D%/error.c
%C%_error_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_error_t_LDADD = $(MOMUS_TEST_LIBS)

MOMUS_UNIT_TESTS += %D%/hash.t
%C%_hash_t_SOURCES = %D%/hash.c
%C%_hash_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS)
%C%_hash_t_LDADD = $(MOMUS_TEST_LIBS)
