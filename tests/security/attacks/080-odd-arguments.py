# attack: 80 odd arguments to calls about itself
# group: F
# tries: personality, modify_ldt, arch_prctl, robust lists, rseq: whatever they
#     do must end with the process
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# control: escapes
ADDR_NO_RANDOMIZE = 0x40000


def personality():
    call(NR["personality"], ADDR_NO_RANDOMIZE)
    return call(NR["personality"], 0xffffffff) == ADDR_NO_RANDOMIZE


probe("personality", personality)
if "modify_ldt" in NR:
    reach("modify_ldt", NR["modify_ldt"], 1, 0, 0)
for name, arguments in (("arch_prctl", (0xdead, -1)),
                        ("set_robust_list", (-1, 24)),
                        ("rseq", (-1, 32, 0, 0))):
    if name in NR:  # may be allowed: own registers, own thread
        try:
            call(NR[name], *arguments)
        except OSError:
            pass
print("done")
