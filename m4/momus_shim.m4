# MOMUS_SHIM -- whether kernels can be compiled for this processor, which tests of
# their logic do: sets HAVE_SHIM and SHIM_CXXFLAGS.  The C compiler is asked to read
# C++, so that both are of one make.
AC_DEFUN([MOMUS_SHIM], [
  AC_MSG_CHECKING([whether $CC compiles C++])
  AS_ECHO(["#include <math.h>
template <class T> T twice(T x) { return (T)(2 * fabs(x)); }
float four() { return twice(2.0f); }"]) >conftest.cc
  AS_IF([$CC -x c++ -std=gnu++17 -c -o conftest.$OBJEXT conftest.cc \
          >&AS_MESSAGE_LOG_FD 2>&1],
    [momus_shim=yes],
    [momus_shim="no: kernels are not tested on the processor (Debian: g++)"])
  AC_MSG_RESULT([$momus_shim])
  rm -f conftest.cc conftest.$OBJEXT
  SHIM_CXXFLAGS="-std=gnu++17 -fno-exceptions -fno-rtti -Wall -Wextra -Wshadow"
  AS_IF([test "x$enable_werror" = xyes], [SHIM_CXXFLAGS="$SHIM_CXXFLAGS -Werror"])
  AC_SUBST([SHIM_CXXFLAGS])
  AM_CONDITIONAL([HAVE_SHIM], [test "x$momus_shim" = xyes])
])
