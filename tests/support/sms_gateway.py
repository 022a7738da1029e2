#!/usr/bin/env python3
"""A scripted SMS gateway for tests: a real HTTP server on a free port of this machine, and answers as told.

Prints its port, then one JSON line for each request. Takes {"id","to","text"} at POST /send with the right key; an id
it has taken is answered as taken and not sent again when started with "idempotent". Reads orders from standard input,
one a line:

  answer STATUS CODE N   answer the next N requests with STATUS and {"code": CODE}
  drop N                 take the next N requests and cut the connection without an answer
  hang N                 take the next N requests and answer only when told to go
  go                     answer what hangs
  total                  print how many texts were sent, and to how many different ids
"""
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "a key of this test"
lock = threading.Lock()
orders, sent = [], []
may_go = threading.Event()
idempotent = "idempotent" in sys.argv[1:]


def say(**event):
    with lock:
        print(json.dumps(event), flush=True)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with lock:
            order = orders.pop(0) if orders else ("answer", 200, 0)
        good = self.headers["Authorization"] == f"Bearer {KEY}" and self.path == "/send"
        if order[0] in ("drop", "hang") or order[1:] == (200, 0):
            with lock:
                if not (idempotent and asked["id"] in sent):
                    sent.append(asked["id"])
        say(event="asked", order=order[0], good=good, **asked)
        if order[0] == "drop":
            self.close_connection = True
            self.connection.close()
            return
        if order[0] == "hang":
            may_go.wait()
            order = ("answer", 200, 0)
        body = json.dumps({"code": order[2], "message": "told so"}).encode()
        self.send_response(order[1] if good else 401)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def handle(self):
        try:
            super().handle()
        except (OSError, ValueError):  # the connection we cut ourselves
            pass

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
say(event="bound", port=server.server_port)
for line in sys.stdin:
    words = line.split()
    if words[0] == "answer":
        with lock:
            orders += [("answer", int(words[1]), int(words[2]))] * int(words[3])
    elif words[0] in ("drop", "hang"):
        with lock:
            orders += [(words[0],)] * int(words[1])
    elif words[0] == "go":
        may_go.set()
    elif words[0] == "total":
        say(event="total", texts=len(sent), ids=len(set(sent)))
    if words[0] != "total":
        say(event="done")
