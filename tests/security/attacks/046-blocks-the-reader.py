# attack: 46 output that blocks its reader
# group: D
# tries: FIFOs and sockets where the judge expects files
# limits: cpu=1 wall=20
# expect: accepted
# answer: 42
# wall: 0 10
# control: blocks
for name in ("output.txt", "stdout", "result.json"):
    try:
        os.mkfifo(name)
    except OSError:
        pass
print(42)
