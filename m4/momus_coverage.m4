# MOMUS_COVERAGE -- --enable-coverage; sets MOMUS_COV_CFLAGS.
AC_DEFUN([MOMUS_COVERAGE], [
  AC_ARG_ENABLE([coverage],
    [AS_HELP_STRING([--enable-coverage], [count executed lines (gcov)])],
    [], [enable_coverage=no])
  MOMUS_COV_CFLAGS=
  AS_IF([test "x$enable_coverage" = xyes],
    [MOMUS_COV_CFLAGS="--coverage -O0 -g"])
  AC_SUBST([MOMUS_COV_CFLAGS])
])
