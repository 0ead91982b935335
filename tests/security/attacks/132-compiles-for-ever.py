# attack: 132 source that has no end for the compiler
# group: L
# language: cpp
# needs: cpp
# tries: templates, macros, constant expressions and includes that double at each
#     step; a large array with a value in it; an assembler's loop; ten million
#     lines
# variants: templates macros constants includes array repeats lines
# limits: cpu=1 wall=5
# expect: compile_error
# outside: limited
# control: escapes
# ---
def doubling(first, step):
    """A macro that stands for 2 ** 40 of FIRST."""
    lines = [f"#define M0 {first}"]
    for n in range(40):
        lines.append(f"#define M{n + 1} M{n}{step}M{n}")
    return "\n".join(lines) + "\n"


def constants():
    """Each within the compiler's own limit, all of them not."""
    work = ("constexpr long work(long n) { long s = 0; while (n > 0) s += n--; "
            "return s; }\n")
    return work + "".join(f"constexpr long a{n} = work(5000000 + {n});\n"
                          for n in range(1000)) + "int main() {}\n"


def make(variant):
    return {
        "templates": lambda:
            "template <int n, int m> struct S { static const long v = "
            "S<n - 1, 2 * m>::v + S<n - 1, 2 * m + 1>::v; };\n"
            "template <int m> struct S<0, m> { static const long v = m; };\n"
            "int main() { return S<28, 1>::v; }\n",
        "macros": lambda:
            doubling("1", ",") + "int a[] = { M40 };\nint main() {}\n",
        "constants": constants,
        "includes": lambda:
            "#if __INCLUDE_LEVEL__ < 100\n" + "#include __FILE__\n" * 2 +
            "#endif\n",
        "array": lambda: "char a[1 << 30] = { 1 };\nint main() {}\n",
        "repeats": lambda:
            'asm(".rept 2000000000\\n.quad 1\\n.endr");\nint main() {}\n',
        "lines": lambda: "".join(f"int _{n:x};\n" for n in range(10 ** 7)) +
            "int main() {}\n",
    }[variant]()
