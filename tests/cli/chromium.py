"""A headless Chromium that is told what to do through a pipe (DevTools protocol).

    with Browser(folder) as b:
        b.open("file:///…/index.html")
        b.evaluate("document.title")
        b.seen        # [("dialog", …), ("request", address), ("exception", …)]
"""
import base64
import json
import os
import shutil
import subprocess
import sys
import time

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find():
    """The program's path, or None."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    return None


class Browser:
    def __init__(self, folder, *flags):
        ours, theirs = os.pipe(), os.pipe()  # commands; answers
        self.write, self.read = ours[1], theirs[0]

        def pipes():  # Chromium reads descriptor 3 and writes 4
            os.dup2(ours[0], 1000)
            os.dup2(theirs[1], 1001)
            os.dup2(1000, 3)
            os.dup2(1001, 4)

        self.log = open(os.path.join(folder, "chromium.log"), "w")
        self.child = subprocess.Popen(
            [find(), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-background-networking", "--disable-component-update",
             "--hide-scrollbars", "--user-data-dir=" + os.path.join(folder, "profile"),
             "--remote-debugging-pipe", *flags, "about:blank"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
            close_fds=False, preexec_fn=pipes)
        os.close(ours[0])
        os.close(theirs[1])
        self.buffer, self.number, self.session = b"", 0, None
        self.seen, self.loaded = [], False
        target = [t for t in self.call("Target.getTargets")["targetInfos"]
                  if t["type"] == "page"][0]["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target,
                                 flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            self.call(domain + ".enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.session = None
            self.call("Browser.close")
        except (OSError, EOFError):
            pass
        os.close(self.write)
        os.close(self.read)
        try:
            self.child.wait(20)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        self.log.close()

    def message(self):
        """The next message; what the page did of its own is noted."""
        while b"\0" not in self.buffer:
            more = os.read(self.read, 1 << 20)
            if not more:
                raise EOFError("Chromium is gone")
            self.buffer += more
        one, self.buffer = self.buffer.split(b"\0", 1)
        one = json.loads(one)
        method, params = one.get("method"), one.get("params", {})
        if method == "Page.javascriptDialogOpening":
            self.seen.append(("dialog", params["message"]))
            self.send("Page.handleJavaScriptDialog", accept=False)
        elif method == "Network.requestWillBeSent":
            self.seen.append(("request", params["request"]["url"]))
        elif method == "Runtime.exceptionThrown":
            self.seen.append(("exception", params["exceptionDetails"].get("text")))
        elif method == "Page.loadEventFired":
            self.loaded = True
        return one

    def send(self, method, **params):
        self.number += 1
        one = {"id": self.number, "method": method, "params": params}
        if self.session:
            one["sessionId"] = self.session
        os.write(self.write, json.dumps(one).encode() + b"\0")
        return self.number

    def call(self, method, **params):
        number = self.send(method, **params)
        while True:
            one = self.message()
            if one.get("id") == number:
                if "error" in one:
                    raise RuntimeError("%s: %s" % (method, one["error"]))
                return one["result"]

    def open(self, address):
        """Goes there; seconds until the page and all in it was loaded."""
        self.loaded, self.seen = False, []
        start = time.perf_counter()
        self.call("Page.navigate", url=address)
        while not self.loaded:
            self.message()
        return time.perf_counter() - start

    def evaluate(self, expression):
        """The value of an expression, once what it promises is there."""
        result = self.call("Runtime.evaluate", expression=expression,
                           returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"])
        return result["result"].get("value")

    def settle(self, seconds=0.2):
        """Lets timers and requests of the page happen."""
        self.evaluate("new Promise(f => setTimeout(f, %d))" % (1000 * seconds))

    def key(self, key, code=None):
        for kind in ("keyDown", "keyUp"):
            text = key if kind == "keyDown" and len(key) == 1 else ""
            self.call("Input.dispatchKeyEvent", type=kind, key=key, text=text,
                      code=code or key)

    def resize(self, width, height, dark=False, media=""):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", media=media, features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def picture(self, path):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as f:
            f.write(base64.b64decode(data))

    def pdf(self, path):
        data = self.call("Page.printToPDF", printBackground=True)["data"]
        with open(path, "wb") as f:
            f.write(base64.b64decode(data))


if __name__ == "__main__":
    sys.exit(0 if find() else 1)
