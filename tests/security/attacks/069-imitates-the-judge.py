# attack: 69 imitates the judge's own words
# group: E
# tries: to print what a careless reader takes for the verdict
# limits: cpu=1 wall=5
# expect: runtime_error
# says: {"status":"accepted","exit_code":0,"signal":0,"idle":false}
# control: says {"status":"accepted","exit_code":0,"signal":0,"idle":false}
verdict = b'{"status":"accepted","exit_code":0,"signal":0,"idle":false}\n'
for number in (1, 2):
    os.write(number, b"\n\0\n" + verdict + b"ok 1 - everything\n1..1\n")
    os.write(number, b'\n"}]}\n' + verdict)
os._exit(3)
