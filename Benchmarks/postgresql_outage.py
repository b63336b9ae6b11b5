#!/usr/bin/env python3
"""Stops, restarts and kills PostgreSQL under a serving Almanac, and looks for every write that was acknowledged.

Bars (quality.md R1, R5): while the store is out, every answer comes within 5 s and is 503 with Retry-After; writes succeed
again within 5 s of its return; no acknowledged write is lost, none is there twice, each has one row of history.

Usage: Scripts/with-postgresql --durable Benchmarks/postgresql_outage.py [EXECUTABLE]
"""
import glob
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

EXECUTABLE = sys.argv[1] if len(sys.argv) > 1 else ".build/debug/almanac"
SERVER = os.environ["ALMANAC_TEST_DATABASE"]
FOLDER = os.environ["ALMANAC_TEST_DATABASE_FOLDER"]
TOKEN = "0123456789abcdef0123456789abcdef01234567"
PROGRAMS = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
AS_SERVER = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []


def backends():
    """The postmaster and its children."""
    with open(f"{FOLDER}/data/postmaster.pid", encoding="ascii") as file:
        master = int(file.readline())
    with open(f"/proc/{master}/task/{master}/children", encoding="ascii") as file:
        return [master] + [int(word) for word in file.read().split()]


def pg_ctl(*words):
    subprocess.run([*AS_SERVER, f"{PROGRAMS}/pg_ctl", "-D", f"{FOLDER}/data", "-w", "-l", f"{FOLDER}/server.log", *words],
                   check=True, stdout=subprocess.DEVNULL, cwd=FOLDER)


class Load:
    """Clients that create manufacturers, one after another, until they are told to stop."""

    def __init__(self, port, clients=8):
        self.port, self.stop = port, False
        self.lock = threading.Lock()
        self.acknowledged, self.answers = {}, []
        self.threads = [threading.Thread(target=self.run, args=(number,)) for number in range(clients)]
        for thread in self.threads:
            thread.start()

    def run(self, client):
        number, connection = 0, None
        while not self.stop:
            name = f"c{client}n{number}"
            number += 1
            began = time.monotonic()
            try:
                if connection is None:
                    connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                connection.request("POST", "/api/dcim/manufacturers/", json.dumps({"name": name}),
                                   {"Authorization": f"Token {TOKEN}", "Content-Type": "application/json"})
                answer = connection.getresponse()
                status, waits, body = answer.status, answer.getheader("Retry-After"), answer.read()
            except OSError as error:
                status, waits, body, connection = 0, None, repr(error).encode(), None
            ended = time.monotonic()
            with self.lock:
                self.answers.append((began, ended, status, waits))
                if status == 201:
                    self.acknowledged[name] = json.loads(body)["id"]
            if status != 201:
                time.sleep(0.1)

    def end(self):
        self.stop = True
        for thread in self.threads:
            thread.join()

    def since(self, moment):
        with self.lock:
            return [answer for answer in self.answers if answer[1] >= moment]


def get(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Authorization": f"Token {TOKEN}"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def everything(port, path):
    found, offset = [], 0
    while True:
        page = json.loads(get(port, f"{path}?limit=1000&offset={offset}")[1])
        found += page["results"]
        offset += 1000
        if not page["next"]:
            return found


failures = []


def expect(holds, text):
    print(("  ok    " if holds else "  FAILS ") + text)
    if not holds:
        failures.append(text)


def outage(load, name, begin, finish, seconds):
    """Takes the store away for some time, and looks at what the clients were told."""
    time.sleep(2)
    print(name)
    gone = time.monotonic()
    begin()
    time.sleep(seconds)
    status, _ = get(load.port, "/health/ready")
    expect(status == 503, f"readiness answers {status}")
    finish()
    back = time.monotonic()
    while not any(answer[2] == 201 and answer[0] > back for answer in load.since(back)):
        if time.monotonic() - back > 30:
            break
        time.sleep(0.05)
    first = [answer[1] for answer in load.since(back) if answer[2] == 201]
    expect(bool(first) and first[0] - back <= 5, f"writes succeed {first[0] - back if first else 99:.2f} s after its return")
    told = [answer for answer in load.since(gone) if answer[2] != 201 and answer[1] <= back + 5]
    slowest = max((answer[1] - answer[0] for answer in told), default=0)
    expect(bool(told) and slowest <= 5, f"{len(told)} refusals, the slowest after {slowest:.2f} s")
    odd = {answer[2] for answer in told} - {503}
    expect(not odd, f"every refusal is 503 {odd or ''}")
    expect(all(answer[3] for answer in told), "every refusal has Retry-After")


def main():
    database = SERVER.rsplit("/", 1)[0] + "/outage"
    subprocess.run(["psql", "-q", SERVER, "-c", "CREATE DATABASE outage"], check=True)
    with tempfile.TemporaryDirectory() as folder:
        log = open(f"{folder}/log", "w", encoding="utf-8")
        server = subprocess.Popen(
            [EXECUTABLE, "serve", "--data", f"{folder}/data", "--database", database, "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, "ALMANAC_BOOTSTRAP_TOKEN": TOKEN})
        try:
            line = ""
            while "listening on" not in line:
                line = server.stdout.readline()
                if not line:
                    sys.exit("the server did not start:\n" + open(log.name, encoding="utf-8").read())
            port = urllib.parse.urlsplit(line.split()[-1]).port
            load = Load(port)
            stopped = []

            def freeze():
                stopped[:] = backends()
                for process in stopped:
                    os.kill(process, signal.SIGSTOP)

            def thaw():
                for process in stopped:
                    try:
                        os.kill(process, signal.SIGCONT)
                    except ProcessLookupError:
                        pass

            seconds = float(os.environ.get("ALMANAC_OUTAGE_SECONDS", "10"))
            outage(load, f"stopped for {seconds:.0f} s", freeze, thaw, seconds)
            outage(load, "shut down and started again", lambda: pg_ctl("-m", "fast", "stop"), lambda: pg_ctl("start"), 3)
            for _ in range(int(os.environ.get("ALMANAC_OUTAGE_KILLS", "3"))):
                outage(load, "kill -9 of the postmaster", lambda: os.kill(backends()[0], signal.SIGKILL),
                       lambda: pg_ctl("start"), 3)
            time.sleep(1)
            load.end()
            made = everything(port, "/api/dcim/manufacturers/")
            ids = {entry["name"]: entry["id"] for entry in made}
            creations = {}
            for change in everything(port, "/api/extras/object-changes/"):
                if change["action"]["value"] == "create":
                    key = change["changed_object_id"]
                    creations[key] = creations.get(key, 0) + 1
            lost = [name for name, key in load.acknowledged.items() if ids.get(name) != key]
            print(f"{len(load.acknowledged)} acknowledged, {len(made)} stored, {len(load.answers)} answers")
            expect(not lost, f"{len(lost)} acknowledged writes lost")
            expect(len(ids) == len(made), f"{len(made) - len(ids)} written twice")
            expect(all(creations.get(entry["id"]) == 1 for entry in made), "each has one row of history")
            server.send_signal(signal.SIGTERM)
            expect(server.wait(30) == 0, "the server ends well")
        finally:
            server.kill()
    sys.exit(1 if failures else 0)


main()
