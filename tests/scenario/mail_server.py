"""A mail server for notices.py: real SMTP on a free port of this machine. Argument: a file that gets one JSON line for
each message that was brought. The first order on standard input opens it; each message is answered 451 once, then
taken.
"""
import asyncio
import json
import socket
import sys
from email import message_from_bytes
from email.header import decode_header, make_header

from aiosmtpd.smtp import SMTP


class Mailbox:
    def __init__(self, file):
        self.file = file
        self.seen = set()

    async def handle_DATA(self, server, session, envelope):
        message = message_from_bytes(envelope.content)
        name = message["Message-ID"]
        again = name in self.seen
        self.seen.add(name)
        told = dict(answer=250 if again else 451, message_id=name, guiyi=message["X-Guiyi-Message"],
                    to=envelope.rcpt_tos,
                    sender=envelope.mail_from, header_to=message["To"], headers=str(message.items()),
                    subject=str(make_header(decode_header(message["Subject"]))),
                    body=message.get_payload(decode=True).decode("utf-8"), raw=envelope.content.decode("latin-1"))
        self.file.write(json.dumps(told) + "\n")
        self.file.flush()
        return "250 OK" if again else "451 try again later"


async def main():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    orders = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    await orders.readline()
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        box = Mailbox(file)
        await loop.create_server(lambda: SMTP(box, hostname="mail.test"), sock=listener, backlog=512)
        print("open", flush=True)
        await orders.read()


asyncio.run(main())
