# attack: 56 looks for what the previous program left
# group: D
# tries: files in every directory that may be written to, byte code, queues
# limits: cpu=1 wall=5
# runs: 2
# expect: accepted
# says: done
# host: files
# control: escapes
MARK = "momus-attack-56"
PLACES = (".", "/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run",
          os.path.expanduser("~"), "__pycache__")
for place in PLACES:
    try_here(f"what was left in {place}",
             lambda: MARK in os.listdir(place) or False)
for place in PLACES:
    try:
        os.makedirs(place, exist_ok=True)
        open(os.path.join(place, MARK), "w").close()
    except OSError:
        pass
print("done")
