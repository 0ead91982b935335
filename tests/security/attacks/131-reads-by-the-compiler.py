# attack: 131 reads files of the host by the compiler
# group: L
# language: cpp
# needs: cpp
# tries: names of the host's files, their text in the compiler's words, their
#     bytes in the program, by preprocessor and assembler; a device without end
# variants: names quoted upwards embedded assembled device
# limits: cpu=1 wall=5
# expect: compile_error
# expect[names]: accepted
# says[names]: done
# outside[device]: limited
# control: says a file of the host
# control[names]: escapes
# control[device]: escapes
# ---
NAMES = ("@DECOY@ /etc/passwd /etc/hostname /etc/ld.so.cache "
         "/proc/self/environ /proc/self/cmdline /proc/self/maps /proc/1/environ "
         "/usr/bin/python3 /bin/sh").split()


def names():
    lines = ["#include <cstdio>", "int main() {"]
    for name in NAMES:
        lines += [f'#if __has_include("{name}")', f'puts("ESCAPED {name}");',
                  "#else", f'puts("DENIED {name}");', "#endif"]
    return "\n".join(lines + ['puts("done");', "}", ""])


def make(variant):
    return {
        "names": names(),
        "quoted": '#include "@DECOY@"\nint main() {}\n',
        "upwards": '#include "' + "../" * 12 + '@DECOY@"\nint main() {}\n',
        "embedded": 'asm(".globl text\\ntext: .incbin \\"@DECOY@\\"\\n'
                    '.byte 0");\n#include <cstdio>\nextern "C" const char '
                    'text[];\nint main() { puts(text); }\n',
        "assembled": 'asm(".include \\"@DECOY@\\"");\nint main() {}\n',
        "device": "#include </dev/zero>\nint main() {}\n",
    }[variant]
