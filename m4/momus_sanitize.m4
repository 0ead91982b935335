# MOMUS_SANITIZE -- --enable-sanitize[=address,undefined|thread]; sets
# MOMUS_SAN_CFLAGS and the condition SANITIZE.
AC_DEFUN([MOMUS_SANITIZE], [
  AC_ARG_ENABLE([sanitize],
    [AS_HELP_STRING([--enable-sanitize@<:@=LIST@:>@],
      [build everything with -fsanitize=LIST (default address,undefined)])],
    [], [enable_sanitize=no])
  AS_CASE([$enable_sanitize],
    [no], [MOMUS_SAN_CFLAGS=],
    [yes], [MOMUS_SAN_CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer"],
    [MOMUS_SAN_CFLAGS="-fsanitize=$enable_sanitize -fno-sanitize-recover=undefined -fno-omit-frame-pointer"])
  AC_SUBST([MOMUS_SAN_CFLAGS])
  AM_CONDITIONAL([SANITIZE], [test "x$enable_sanitize" != xno])
  # -z defs cannot be had together with clang's sanitizers: their runtime is
  # linked into the program only.
  AS_IF([test "x$enable_sanitize" = xno], [MOMUS_ZDEFS="-Wl,-z,defs"], [MOMUS_ZDEFS=])
  AC_SUBST([MOMUS_ZDEFS])
])
