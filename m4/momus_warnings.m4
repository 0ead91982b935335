# MOMUS_WARNINGS -- --enable-werror; sets MOMUS_WARN_CFLAGS.
AC_DEFUN([MOMUS_WARNINGS], [
  AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--enable-werror], [warnings are errors (for CI)])],
    [], [enable_werror=no])
  # Tables end their rows early: what is left out is zero, on purpose.
  MOMUS_WARN_CFLAGS="-Wall -Wextra -Wno-missing-field-initializers -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla"
  AS_IF([test "x$enable_werror" = xyes],
    [MOMUS_WARN_CFLAGS="$MOMUS_WARN_CFLAGS -Werror"])
  AC_SUBST([MOMUS_WARN_CFLAGS])
])
