"""serve.py - asks `momus serve` what clients ask, and what attackers do; prints TAP."""
import concurrent.futures
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

TOP = os.environ["top_srcdir"]
MOMUS = os.environ["MOMUS"]
SECONDS = 240  # after which an answer does not come any more
count = 0


def ok(good, name, why=""):
    global count
    count += 1
    print("%sok %d - %s" % ("" if good else "not ", count, name))
    for line in "" if good else str(why)[:3000].splitlines():
        print("# " + line)


class Server:
    def __init__(self, model, *options, env=None):
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [MOMUS, "serve", model, "--port", "0", "--set", "threads=1", *options],
            stdout=subprocess.PIPE, stderr=self.errors, text=True, env=env)
        line = self.process.stdout.readline()
        self.url = line.split()[-1] if line else ""
        self.port = int(self.url.split(":")[2].split("/")[0]) if line else 0

    def ask(self, path, body=None, headers=None, raw=None):
        """The status and the reply's bytes."""
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        c.request("GET" if data is None else "POST", path, data,
                  {"Content-Type": "application/json", **(headers or {})})
        r = c.getresponse()
        out = r.status, r.read()
        c.close()
        return out

    def chat(self, text, **options):
        body = {"messages": [{"role": "user", "content": text}], "max_tokens": 12, **options}
        status, reply = self.ask("/v1/chat/completions", body)
        return json.loads(reply) if status == 200 else {"status": status, **json.loads(reply)}

    def text(self, text, **options):
        reply = self.chat(text, **options)
        return reply["choices"][0]["message"]["content"] if "choices" in reply else reply

    def events(self, path, body):
        status, reply = self.ask(path, {**body, "stream": True})
        lines = [line[6:] for line in reply.decode().split("\n\n") if line.startswith("data: ")]
        return status, [json.loads(line) for line in lines[:-1]], lines[-1] if lines else ""

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(SECONDS)


def check_protocol(s):
    status, reply = s.ask("/v1/models")
    ok(status == 200 and json.loads(reply)["data"][0]["id"] == "model", "the model is listed", reply)
    ok(s.ask("/health") == (200, b'{"status":"ok"}'), "and the server says that it is well")
    r = s.chat("Say a number.", seed=1, model="model")
    ok(r.get("object") == "chat.completion" and r["choices"][0]["message"]["role"] == "assistant"
       and r["choices"][0]["finish_reason"] in ("stop", "length"), "a dialogue is answered", r)
    u = r["usage"]
    ok(u["total_tokens"] == u["prompt_tokens"] + u["completion_tokens"] and u["prompt_tokens"] > 5,
       "and its tokens are counted", u)
    status, reply = s.ask("/v1/completions", {"prompt": "ab", "max_tokens": 5, "seed": 1})
    r = json.loads(reply)
    ok(status == 200 and isinstance(r["choices"][0]["text"], str)
       and r["usage"]["prompt_tokens"] == 2, "a text is continued as it stands", reply)
    r = s.chat("x", model="gpt-4")
    ok(r.get("status") == 404 and r["error"]["code"] == "model_not_found"
       and '"model" is' in r["error"]["message"], "another model's name is refused by name", r)
    parts = [{"type": "text", "text": "Say a "}, {"type": "text", "text": "number."}]
    ok(s.text(parts, seed=1) == s.text("Say a number.", seed=1), "a content may come in parts")


def check_samples(s):
    three = s.chat("Say a number.", seed=7, n=3, temperature=1)
    alone = [s.text("Say a number.", seed=7 + i, temperature=1) for i in range(3)]
    ok([c["message"]["content"] for c in three["choices"]] == alone and len(set(alone)) > 1,
       "sample I of several is the one of seed + I", (three, alone))
    ok(three["usage"]["prompt_tokens"] == s.chat("Say a number.", seed=7)["usage"]["prompt_tokens"],
       "whose prompt counts once")
    asked = [("Question %d" % (i // 2), {"seed": i, "temperature": i % 3 * 0.5, "max_tokens": 5 + i})
             for i in range(40)]
    before = [s.text(t, **o) for t, o in asked]
    with concurrent.futures.ThreadPoolExecutor(40) as pool:
        beside = list(pool.map(lambda a: s.text(a[0], **a[1]), asked))
    ok(before == beside, "forty clients at once get what each gets alone",
       [(a, b) for a, b in zip(before, beside) if a != b])
    ok(s.text("a", temperature=1) != s.text("a", temperature=1), "without a seed each draws anew")


def check_stops(s):
    whole = s.text("Say a number.", seed=3, temperature=0, max_tokens=40)
    # Signs in the middle, whole ones, as long as one that ends may be.
    stop = next(whole[i:i + 2] for i in range(4, len(whole) - 2) if "\ufffd" not in whole[i:i + 2])
    cut = s.chat("Say a number.", seed=3, temperature=0, max_tokens=40, stop=[stop])
    c = cut["choices"][0]
    ok(c["message"]["content"] == whole[:whole.index(stop)] and c["finish_reason"] == "stop",
       "an answer ends before a stop string", (whole, stop, c))
    body = {"messages": [{"role": "user", "content": "Say a number."}], "seed": 3,
            "temperature": 0, "max_tokens": 40, "stop": stop}
    _, events, _ = s.events("/v1/chat/completions", body)
    told = "".join(e["choices"][0]["delta"].get("content", "") for e in events)
    ok(told == whole[:whole.index(stop)], "also in a stream", (told, whole, stop))


def check_stream(s):
    body = {"messages": [{"role": "user", "content": "Tell me."}], "max_tokens": 20, "seed": 5,
            "temperature": 1, "n": 2, "stream_options": {"include_usage": True}}
    status, events, last = s.events("/v1/chat/completions", body)
    whole = s.chat("Tell me.", max_tokens=20, seed=5, temperature=1, n=2)
    told, ends = ["", ""], [None, None]
    for e in events:
        for c in e["choices"]:
            told[c["index"]] += c["delta"].get("content", "")
            ends[c["index"]] = c["finish_reason"] or ends[c["index"]]
    ok(status == 200 and last == "[DONE]", "a stream ends with [DONE]", last)
    ok(told == [c["message"]["content"] for c in whole["choices"]], "its pieces are the whole",
       (told, whole))
    ok(ends == [c["finish_reason"] for c in whole["choices"]], "each sample says how it ended", ends)
    ok(events[-1]["usage"] == whole["usage"], "and usage comes last", events[-1])
    ok(len(events) > 20, "a piece comes with each token or so", len(events))
    _, events, last = s.events("/v1/completions", {"prompt": "ab", "max_tokens": 9, "seed": 2,
                                                   "logprobs": 1})
    _, reply = s.ask("/v1/completions", {"prompt": "ab", "max_tokens": 9, "seed": 2, "logprobs": 1})
    choice = json.loads(reply)["choices"][0]
    ok("".join(e["choices"][0]["text"] for e in events) == choice["text"] and
       [x for e in events for x in (e["choices"][0].get("logprobs") or {}).get("token_logprobs", [])]
       == choice["logprobs"]["token_logprobs"], "log-probabilities stream too", (events, choice))


def check_logprobs(s):
    r = s.chat("Say a number.", seed=4, temperature=0, logprobs=True, top_logprobs=3)
    tokens = r["choices"][0]["logprobs"]["content"]
    ok(len(tokens) == r["usage"]["completion_tokens"], "each token has its log-probability", r)
    ok(all(len(t["top_logprobs"]) == 3 and t["top_logprobs"][0]["bytes"] == t["bytes"]
           and t["top_logprobs"][0]["logprob"] == t["logprob"] < 0
           and t["logprob"] >= t["top_logprobs"][1]["logprob"] >= t["top_logprobs"][2]["logprob"]
           for t in tokens), "and the greedy one is the most likely", tokens)


BAD = [
    (b"", "an empty body"), (b"{", "a body cut short"), (b"\xff\xfe{}", "bytes that are no UTF-8"),
    (b"[" * 200000, "brackets without end"), (b"[]", "a list"), (b"null", "nothing"),
    (b'{"messages":[]}', "no message"), (b'{"messages":[{"role":"user"}]}', "no content"),
    (b'{"messages":[{"role":"user","content":5}]}', "a content that is a number"),
    (b'{"messages":[{"role":"king","content":"x"}]}', "a role that is not known"),
    (b'{"messages":[{"role":"","content":"x"}]}', "an empty role"),
    (b'{"messages":"x"}', "messages that are a text"),
]
BAD_FIELDS = [
    ("temperature", -1), ("temperature", "hot"), ("temperature", 1e999), ("top_p", 0), ("top_p", 2),
    ("top_k", 1.5), ("max_tokens", 0), ("max_tokens", -5), ("n", 0), ("n", 1000000), ("n", "3"),
    ("seed", 1e300), ("stop", ["a"] * 17), ("stop", [""]), ("stop", {"a": 1}), ("logprobs", 3),
    ("stream", "yes"), ("min_p", -0.1), ("repetition_penalty", 0), ("tools", [{"type": "function"}]),
    ("response_format", {"type": "json_object"}), ("frequency_penalty", 0.5), ("model", 7),
]


def check_bad(s):
    for raw, name in BAD:
        status, reply = s.ask("/v1/chat/completions", raw=raw)
        error = json.loads(reply).get("error", {})
        ok(status == 400 and error.get("message") and error["type"] == "invalid_request_error",
           name + " is refused", (status, reply))
    for field, value in BAD_FIELDS:
        body = {"messages": [{"role": "user", "content": "x"}], "max_tokens": 2, field: value}
        raw = json.dumps(body).replace("Infinity", "1e999").encode()
        status, reply = s.ask("/v1/chat/completions", raw=raw)
        error = json.loads(reply).get("error", {})
        ok(status == 400 and error.get("param") == field and field in error["message"],
           "%s %s is refused" % (field, json.dumps(value)[:30]), (status, reply))
    r = s.chat("long " * 2000)
    ok(r.get("status") == 400 and "no room for an answer in the model's 4096 positions"
       in r["error"]["message"], "a prompt that is too long is refused in a sentence", r)


def check_paths(s):
    ok(s.ask("/v1/embeddings", {})[0] == 404, "another path is not there")
    ok(s.ask("/v1/chat/completions")[0] == 405, "nor another method")
    ok(s.ask("/v1/models", {"a": 1})[0] == 405, "of any path")
    ok(s.ask("/health", headers={"Origin": "http://example.org"})[0] == 403,
       "a page of another site is not answered")


def raw_request(s, data, wait=True):
    c = socket.create_connection(("127.0.0.1", s.port), timeout=SECONDS)
    try:
        c.sendall(data)
        return c.recv(65536) if wait else c
    except (BrokenPipeError, ConnectionResetError):
        return b""


def check_hostile(s):
    head = b"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n"
    got = raw_request(s, head + b"Content-Length: 99999999999\r\n\r\n")
    ok(b" 413 " in got.split(b"\r\n")[0], "a body of 99999999999 bytes is refused at once", got)
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    got = raw_request(s, head + b"Transfer-Encoding: chunked\r\n\r\n" + 17 * chunk + b"0\r\n\r\n")
    ok(b" 413 " in got.split(b"\r\n")[0], "so is one in pieces, once it is too large", got)
    for data, name in ((b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + os.urandom(500), "TLS"),
                       (os.urandom(4000) + b"\r\n\r\n", "noise"),
                       (b"GET / HTTP/1.1\r\n" + b"A: " + b"b" * 100000 + b"\r\n\r\n", "a huge head"),
                       (head + b"Content-Length: -1\r\n\r\n", "a negative length"),
                       (head + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", "a chunk of ZZ")):
        got = raw_request(s, data + b"\r\n\r\n")
        ok(b" 200 " not in got.split(b"\r\n")[0], name + " is no request", got[:200])
    opened = [raw_request(s, d, wait=False) for d in (b"", b"POST /v1/ch", head + b"Content-Length: 9\r\n\r\n{")
              for _ in range(40)]
    want = s.text("still", seed=1)
    ok(isinstance(want, str), "while 120 connections stand half open others are answered", want)
    for c in opened:
        if c:
            c.close()
    body = json.dumps({"messages": [{"role": "user", "content": "x"}], "max_tokens": 3000,
                       "temperature": 1, "n": 32}).encode()
    length = b"Content-Length: %d\r\n\r\n" % len(body)
    for stream in (body, body[:-1] + b',"stream":true}'):
        length = b"Content-Length: %d\r\n\r\n" % len(stream)
        c = raw_request(s, head + length + stream, wait=False)
        time.sleep(0.2)
        c.close()
    ok(s.text("still", seed=1) == want, "clients that hang up leave the others their answers")


def check_run(s, tmp):
    """The same recipe with the model in the process, and behind the server."""
    with open(tmp + "/problems.jsonl", "w") as out:
        for i in range(4):
            out.write(json.dumps({"id": str(i), "question": "Number %d?" % i, "answer": "1"}) + "\n")
    models = {"native": {"plugin": "native", "model": "model", "threads": 1},
              "openai": {"plugin": "openai", "base_url": [s.url], "model": "model"},
              "several": {"plugin": "openai", "base_url": [s.url], "model": "model", "n": 3}}
    texts = {}
    for name, model in models.items():
        recipe = {"name": "same", "seed": 9, "generator": model, "feedback": "self", "widths": [1, 3, 2],
                  "task": {"plugin": "jsonl", "data": "problems.jsonl", "grader": "exact"},
                  "sampling": {"generate": {"temperature": 0.9, "top_p": 0.9, "max_tokens": 12},
                               "critique": {"temperature": 1, "top_k": 40, "max_tokens": 12},
                               "revise": {"temperature": 0, "max_tokens": 12}}}
        path = "%s/%s" % (tmp, name)
        with open(path + ".json", "w") as out:
            json.dump(recipe, out)
        done = subprocess.run([MOMUS, "run", path + ".json", "-o", path + ".h5"], capture_output=True,
                              text=True)
        rows = subprocess.run([MOMUS, "export", "--no-times", path + ".h5"], capture_output=True, text=True)
        texts[name] = sorted((r["problem"], r["turn"], r["branch"], r["kind"], r.get("vote", 0),
                              r.get("response")) for r in map(json.loads, rows.stdout.splitlines()))
        ok(done.returncode == 0 and len(texts[name]) > 40, "a run with %s ends" % name, done.stderr)
    ok(texts["native"] == texts["openai"],
       "a run has the same texts from the server as from the model in the process",
       list(zip(texts["native"], texts["openai"]))[:3])
    ok(texts["native"] == texts["several"], "also where a request asks for three of them")
    done = subprocess.run([MOMUS, "probe", tmp + "/openai.json", "--json"], capture_output=True, text=True)
    rows = json.loads(done.stdout)[0] if done.returncode == 0 else {}
    ok(rows and rows["failed"] == 0 and all(
        rows[k]["answer"] == "yes" for k in ("agrees_alone", "agrees_in_a_crowd", "seed", "n", "logprobs",
                                   "truncation", "usage")),
       "momus probe finds in it what runs count on", done.stdout + done.stderr)


def check_keys(model):
    env = {**os.environ, "SERVE_KEY": "secret"}
    s = Server(model, "--api-key-env", "SERVE_KEY", env=env)
    body = {"messages": [{"role": "user", "content": "x"}], "max_tokens": 2}
    for key, want in (("", 401), ("Bearer secre", 401), ("Bearer secrets", 401), ("Bearer secret", 200)):
        got = s.ask("/v1/chat/completions", body, headers={"Authorization": key} if key else {})
        ok(got[0] == want, "the key \"%s\" gives status %d" % (key, want), got)
    ok(s.end() == 0, "a server that is asked to ends with status 0")
    for words, name in ((["--host", "0.0.0.0"], "--api-key-env"), (["--port", "x"], "--port"),
                        (["--host", "example.org"], "--host"), (["--backend", "openai"], "openai"),
                        (["--set", "threads"], "KEY=VALUE"), (["--set", "thread=1"], "threads")):
        done = subprocess.run([MOMUS, "serve", model, *words], capture_output=True, text=True)
        ok(done.returncode in (1, 2) and name in done.stderr and done.stderr.count("\n") == 1,
           "%s is refused in a sentence" % " ".join(words), done.stderr)


def check_dialogues(model):
    """A model that does not say how a dialogue is written continues texts."""
    os.rename(model + "/tokenizer_config.json", model + "/apart")
    body = {"messages": [{"role": "user", "content": "x"}], "max_tokens": 2}
    s = Server(model)
    status, reply = s.ask("/v1/chat/completions", body)
    ok(status == 400 and b"set template to" in reply,
       "a model without a template refuses dialogues in a sentence", reply)
    status, reply = s.ask("/v1/completions", {"prompt": "x", "max_tokens": 2})
    ok(status == 200, "and continues texts", reply)
    ok(s.end() == 0, "and ends as others do")
    s.errors.seek(0)
    said = s.errors.read()
    ok(said.count("\n") == 1 and "--template NAME" in said and "/v1/completions" in said,
       "and said so when it began", said)
    for words, why in ((["--template", "chatml"], "one that is given"), (["--template=none"], "none")):
        s = Server(model, *words)
        status, reply = s.ask("/v1/chat/completions", body)
        s.end()
        s.errors.seek(0)
        said = s.errors.read()
        ok(status == 200 and not said, "by a template, %s, it answers dialogues" % why, reply)
    done = subprocess.run([MOMUS, "serve", model, "--template", "vicuna"], capture_output=True, text=True)
    ok(done.returncode == 2 and 'template is "vicuna"; expected one of' in done.stderr,
       "a template that is not known is refused", done.stderr)
    os.rename(model + "/apart", model + "/tokenizer_config.json")


def check_end(s):
    """What has come is answered, though the server was asked to end."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        late = pool.submit(s.chat, "long", max_tokens=1500, temperature=1, seed=1, n=4)
        time.sleep(0.3)
        status = s.end()
        r = late.result()
    ok(status == 0 and len(r.get("choices", [])) == 4, "an interrupt lets it answer what has come", r)
    s.errors.seek(0)
    ok(s.errors.read() == "", "and it has complained of nothing")


def main():
    with tempfile.TemporaryDirectory(prefix="momus-serve-") as tmp:
        model = tmp + "/model"
        subprocess.run([sys.executable, TOP + "/tests/run/tiny-model.py", model], check=True)
        s = Server(model)
        ok(s.port > 0, "a server starts and says where it is")
        for check in (check_protocol, check_samples, check_stops, check_stream, check_logprobs,
                      check_bad, check_paths, check_hostile):
            check(s)
        check_run(s, tmp)
        check_end(s)
        check_keys(model)
        check_dialogues(model)
    print("1..%d" % count)


main()
