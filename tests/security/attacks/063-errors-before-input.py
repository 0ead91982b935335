# attack: 63 writes errors before it reads
# group: E
# tries: a deadlock of two full pipes
# limits: cpu=1 wall=10 output=1M
# stdin: 1M
# expect: accepted
# answer: 1048576
# control: says 1048576
os.write(2, b"e" * 200 * 1024)
print(len(sys.stdin.buffer.read()))
