#!/usr/bin/env python3
"""A webhook receiver for tests, which checks signatures as Standard Webhooks says.

  webhook_receiver.py SECRET [CODE...]

Listens on a free port and prints it. Answers the first requests with the codes given, all others with 204; a wrong
signature is answered with 401. Prints one JSON line for each request. It ends when its standard input does.
"""
import base64
import hashlib
import hmac
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

secret = base64.b64decode(sys.argv[1].removeprefix("whsec_"))
codes = [int(code) for code in sys.argv[2:]]
lock = threading.Lock()


def say(**event):
    print(json.dumps(event), flush=True)


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
        expected = "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
        good = hmac.compare_digest(expected, self.headers["webhook-signature"])
        with lock:
            code = 401 if not good else codes.pop(0) if codes else 204
            say(event="received", code=code, good=good, id=self.headers["webhook-id"],
                timestamp=int(self.headers["webhook-timestamp"]), type=self.headers["Content-Type"],
                body=json.loads(body))
        self.send_response(code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
say(event="bound", port=server.server_port)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
