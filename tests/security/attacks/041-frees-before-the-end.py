# attack: 41 memory given back before the end
# group: C
# tries: to have only its last size reported
# limits: cpu=2 wall=10 memory=256M
# expect: accepted
# says: FREED*
# peak: 100M 256M
# control: says FREED
held = bytearray(b"x" * (100 << 20))
del held
try:
    now = int(open("/proc/self/statm").read().split()[1]) * 4096
except OSError:
    now = 0  # nothing to read it from
say("FREED" if now < 80 << 20 else "KEPT", "")
