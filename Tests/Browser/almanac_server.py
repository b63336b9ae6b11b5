"""A server of our own with a fresh store, and its REST API."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

TOKEN = "browser-tests-0123456789abcdef0123456789"
PASSWORD = "blue otters juggle 7 pears"
# What is asked must never leave the machine, and a proxy of the machine must not be asked for it.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def executable() -> pathlib.Path:
    """The built program: ALMANAC_EXECUTABLE, or the debug build."""
    root = pathlib.Path(__file__).resolve().parents[2]
    return pathlib.Path(os.environ.get("ALMANAC_EXECUTABLE", root / ".build/debug/almanac")).resolve()


class Answer:
    def __init__(self, status: int, headers, body: bytes):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def json(self):
        return json.loads(self.body) if self.body else None


class KeepRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


STAYING = urllib.request.build_opener(urllib.request.ProxyHandler({}), KeepRedirects)


def ask(method: str, url: str, body: bytes | None = None, headers: dict | None = None, follows=False) -> Answer:
    """One HTTP request; a status of failure is an answer like any other."""
    request = urllib.request.Request(url, data=body, headers=headers or {}, method=method)
    try:
        with (OPENER if follows else STAYING).open(request, timeout=60) as response:
            return Answer(response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


class AlmanacServer:
    """`almanac serve` on a free port, with its store in a folder that goes with it; `settings` as in `jobs_folder="/x"`."""

    def __init__(self, sample: bool, token: str | None = TOKEN, **settings: str):
        self.folder = tempfile.TemporaryDirectory(prefix="almanac-browser-")
        self.token = token
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("ALMANAC_")}
        self.environment["SWIFT_BACKTRACE"] = "enable=no"
        self.environment |= {f"ALMANAC_{name.upper()}": value for name, value in settings.items()}
        if token:
            self.environment["ALMANAC_BOOTSTRAP_TOKEN"] = token
        data = str(pathlib.Path(self.folder.name) / "store")
        if sample:
            subprocess.run(
                [executable(), "demo", "--data", data, "--no-serve", "--log-level", "error"], env=self.environment,
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
        self.log_path = pathlib.Path(self.folder.name) / "server.log"
        self.log_file = self.log_path.open("wb")
        self.process = subprocess.Popen(
            [executable(), "serve", "--data", data, "--listen", "127.0.0.1:0", "--log-level", "warning"],
            env=self.environment, stdout=subprocess.PIPE, stderr=self.log_file, text=True)
        line = self.process.stdout.readline().strip()
        if not line.startswith("listening on "):
            self.close()
            raise RuntimeError(f"the server did not start: {self.log()}")
        self.address = line.removeprefix("listening on ")
        # A pipe that nobody empties would stop the server.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    def setup_path(self) -> str:
        """The link of the first run, as the server printed it."""
        for _ in range(100):
            found = re.search(r"/setup/[^/\s]+/", self.log())
            if found:
                return found.group()
            time.sleep(0.05)
        raise RuntimeError("the server printed no setup link")

    def cpu_seconds(self) -> float:
        """Processor time of the server so far."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log_file.close()
        self.folder.cleanup()

    # The API, as the administrator of the first start.

    def api(self, method: str, path: str, body=None, query: dict | None = None) -> Answer:
        if query:
            path += "?" + urllib.parse.urlencode(query, doseq=True)
        headers = {"Authorization": f"Token {self.token}", "Accept": "application/json"}
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        return ask(method, self.address + "/api" + path, data, headers)

    def get(self, path: str, **query):
        answer = self.api("GET", path, query=query)
        assert answer.status == 200, f"GET {path}: {answer.status} {answer.text[:300]}"
        return answer.json

    def post(self, path: str, body):
        answer = self.api("POST", path, body)
        assert answer.status in (200, 201), f"POST {path}: {answer.status} {answer.text[:500]}"
        return answer.json

    def first(self, path: str, **query):
        """The first object of a list."""
        return self.get(path, limit=1, **query)["results"][0]

    def count(self, path: str, **query) -> int:
        return self.get(path, limit=1, **query)["count"]

    def make_user(self, name: str, permissions: list[dict] = (), superuser=False) -> str:
        """A user who may log in; the name."""
        user = self.post("/users/users/", {
            "username": name, "password": PASSWORD, "is_superuser": superuser, "is_staff": superuser, "is_active": True})
        for number, permission in enumerate(permissions):
            self.post("/users/permissions/", {
                "name": f"{name} {number}", "enabled": True, "users": [user["id"]], "groups": [], **permission})
        return name

    def models(self) -> list[str]:
        """The API's path of every list of objects, as `/dcim/devices/`."""
        found = []

        def descend(path: str) -> None:
            for url in self.get(path).values():
                if not isinstance(url, str):
                    continue
                below = url.partition("/api")[2]
                answer = self.api("GET", below, query={"limit": 1})
                if answer.status == 200 and isinstance(answer.json, dict):
                    if "results" in answer.json:
                        found.append(below)
                    elif below != path and below.count("/") < 5 and all(
                            isinstance(v, str) and v.startswith("http") for v in answer.json.values()):
                        descend(below)

        descend("/")
        return sorted(set(found))


class Session:
    """A logged-in browser without a window: cookies and forms over plain HTTP."""

    def __init__(self, server: AlmanacServer, username: str):
        self.server = server
        self.cookies: dict[str, str] = {}
        self.take(ask("GET", server.address + "/login/", headers={"Accept": "text/html"}))
        answer = self.send("POST", "/login/", {"username": username, "password": PASSWORD, "next": "/"})
        assert answer.status in (302, 303), f"login of {username}: {answer.status} {answer.text[:300]}"

    def take(self, answer: Answer) -> Answer:
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        return answer

    def headers(self) -> dict:
        return {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept": "text/html"}

    def get(self, path: str) -> Answer:
        return self.take(ask("GET", self.server.address + path, headers=self.headers()))

    def send(self, method: str, path: str, fields: dict | list, headers: dict | None = None) -> Answer:
        """A form as browsers send it; `headers` replace those of a browser."""
        sent = self.headers() | {
            "Content-Type": "application/x-www-form-urlencoded", "Origin": self.server.address} | (headers or {})
        body = urllib.parse.urlencode(fields).encode() if method != "GET" else None
        return self.take(ask(method, self.server.address + path, body, sent))
