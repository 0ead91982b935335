# attack: 133 a hundred million bytes of a compiler's words
# group: L
# language: cpp
# needs: cpp
# tries: a source of six lines that includes itself twice at each level and says
#     something each time
# limits: cpu=1 wall=5
# expect: compile_error
# host: memory
# control: floods
# ---
def make(variant):
    return '#pragma message "' + "flood " * 150 + '"\n' \
        "#if __INCLUDE_LEVEL__ < 17\n" + "#include __FILE__\n" * 2 + \
        "#endif\n"
