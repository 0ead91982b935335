## logprob/ - the CPU reference is always built, the kernel where nvcc is.
noinst_LTLIBRARIES += %D%/liblogprob.la
%C%_liblogprob_la_SOURCES = %D%/logprob.c %D%/logprob.h
%C%_liblogprob_la_LIBADD = libmomus.la -lm
if HAVE_CUDA
%C%_liblogprob_la_SOURCES += %D%/logprob-cuda.cu
%C%_liblogprob_la_LIBADD += $(CUDA_LIBS)
else
EXTRA_DIST += %D%/logprob-cuda.cu
endif

check_PROGRAMS += %D%/logprob.t
TESTS += %D%/logprob.t
%C%_logprob_t_SOURCES = %D%/logprob-test.c
%C%_logprob_t_CPPFLAGS = $(MOMUS_TEST_CPPFLAGS) $(CUDA_CPPFLAGS)
%C%_logprob_t_LDADD = %D%/liblogprob.la $(MOMUS_TEST_LIBS) -lm
## Automake tracks what C includes, not what CUDA C does.
%D%/logprob-cuda.lo: %D%/logprob.h harness/api/momus/error.h
