#!/usr/bin/env python3
"""A scripted mail server for tests: a real SMTP dialogue, and answers as told.

Binds a free port and prints it; connections are refused until told to listen. Reads orders from standard input, one a
line, and prints one JSON line for each event:

  listen            start to accept connections
  answer CODE N     answer the next N messages with CODE
  refuse CODE N     answer the next N recipients with CODE
  drop N            take the next N messages and cut the connection without an answer
  hang N            take the next N messages and answer them only when told to
  go                answer what hangs, and accept it
  close             stop to accept connections, and cut those there are
  total             print how many messages were accepted

With a certificate and a key file as arguments it offers STARTTLS under them; with --address it listens there.

It ends when its standard input does.
"""
import argparse
import asyncio
import json
import socket
import ssl
import sys
from base64 import b64encode
from email import message_from_bytes
from email.header import decode_header, make_header

from aiosmtpd.smtp import SMTP


def say(**event):
    print(json.dumps(event), flush=True)


def text_of(message):
    return message.get_payload(0) if message.is_multipart() else message


class Script:
    def __init__(self):
        self.messages = []  # what to do with the next messages; empty: accept
        self.recipients = []
        self.accepted = 0
        self.go = asyncio.Event()
        self.open = set()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.open.add(server)
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.recipients:
            code = self.recipients.pop(0)
            say(event="refused", code=code)
            return f"{code} told so"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content)
        what = dict(
            id=message["X-Guiyi-Message"],
            message_id=message["Message-ID"],
            date=message["Date"],
            to=envelope.rcpt_tos,
            header_to=message["To"],
            auto=message["Auto-Submitted"],
            subject=str(make_header(decode_header(message["Subject"]))),
            body=text_of(message).get_payload(decode=True).decode("utf-8"),
            files=[dict(name=part.get_filename(), type=part.get_content_type(),
                        data=b64encode(part.get_payload(decode=True)).decode())
                   for part in message.walk() if part.get_filename()],
        )
        order = self.messages.pop(0) if self.messages else "250"
        if order == "drop":
            say(event="dropped", **what)
            server.transport.abort()
            return "250 never seen"
        if order == "hang":
            say(event="hanging", **what)
            await self.go.wait()
            order = "250"
        if order != "250":
            say(event="answered", code=order, **what)
            return f"{order} told so"
        self.accepted += 1
        say(event="accepted", **what)
        return "250 OK"


def context(files):
    if not files:
        return None
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(*files)
    return made


async def main():
    told = argparse.ArgumentParser()
    told.add_argument("files", nargs="*", help="certificate and key")
    told.add_argument("--address", default="127.0.0.1")
    told = told.parse_args()
    script = Script()
    tls = context(told.files)
    server = None
    loop = asyncio.get_running_loop()
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((told.address, 0))
    port = listener.getsockname()[1]
    say(event="bound", port=port)
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while line := (await orders.readline()).decode().split():
        if line[0] == "listen":
            server = await loop.create_server(lambda: SMTP(script, hostname="mail.test", tls_context=tls),
                                              sock=listener, backlog=512)
        elif line[0] == "close":
            server.close()
            for one in script.open:
                if one.transport:
                    one.transport.abort()
            listener = socket.socket()
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((told.address, port))
        elif line[0] == "answer":
            script.messages += [line[1]] * int(line[2])
        elif line[0] == "refuse":
            script.recipients += [line[1]] * int(line[2])
        elif line[0] == "drop":
            script.messages += ["drop"] * int(line[1])
        elif line[0] == "hang":
            script.messages += ["hang"] * int(line[1])
        elif line[0] == "go":
            script.go.set()
        elif line[0] == "total":
            say(event="total", accepted=script.accepted)
        if line[0] != "total":
            say(event="done")


asyncio.run(main())
