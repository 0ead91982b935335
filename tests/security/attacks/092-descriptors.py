# attack: 92 looks through every descriptor
# group: H
# tries: 0 to 65535; only 0, 1 and 2 should be open
# limits: cpu=1 wall=5
# expect: accepted
# says: done
# control: escapes
found = []
for number in range(3, 65536):
    try:
        kind = os.fstat(number).st_mode
        found.append(f"{number} of mode {kind:o}")
    except OSError:
        pass
say("ESCAPED" if found else "DENIED", "descriptors beyond 2", "; ".join(found))
print("done")
