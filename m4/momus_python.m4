# MOMUS_FIND_PYTHON -- the interpreter that judged programs run in, and the headers
# for its extension module.  Debian's own comes first: it is readable by every
# user and has the packaged numpy.
AC_DEFUN([MOMUS_FIND_PYTHON], [
  AC_ARG_VAR([PYTHON], [Python interpreter for judged programs])
  AS_IF([test -z "$PYTHON"],
    [AC_PATH_PROG([PYTHON], [python3], [], [/usr/bin$PATH_SEPARATOR/usr/local/bin$PATH_SEPARATOR$PATH])])
  AS_IF([test -z "$PYTHON"],
    [AC_MSG_ERROR([python3 is missing; on Debian: apt-get install python3, or ./bootstrap --install])])
  AC_MSG_CHECKING([for the headers of $PYTHON])
  PYTHON_INCLUDES=`$PYTHON -c 'import sysconfig as s; print("-I" + s.get_path("include"))'`
  PYTHON_VERSION=`$PYTHON -c 'import sys; print("%d.%d.%d" % sys.version_info@<:@:3@:>@)'`
  AC_MSG_RESULT([$PYTHON_INCLUDES])
  momus_save_CPPFLAGS=$CPPFLAGS
  CPPFLAGS="$CPPFLAGS $PYTHON_INCLUDES"
  AC_CHECK_HEADER([Python.h], [],
    [AC_MSG_ERROR([Python.h is missing; on Debian: apt-get install python3-dev, or ./bootstrap --install])])
  CPPFLAGS=$momus_save_CPPFLAGS
  AS_IF([$PYTHON -c 'import numpy' 2>/dev/null], [have_numpy=yes], [have_numpy=no])
  AC_SUBST([PYTHON_INCLUDES])
  AC_DEFINE_UNQUOTED([MOMUS_PYTHON_PATH], ["$PYTHON"], [Interpreter for judged programs.])
])
