"""A mail server that writes down what it accepts before it says so: `python -m tests.chaos.ledger PORT FILE`."""

import asyncio
import os
import sys
from email import message_from_bytes

from aiosmtpd.smtp import SMTP


class Ledger:
    def __init__(self, path):
        self.file = open(path, "a", buffering=1)  # noqa: SIM115, PTH123 - open as long as the server lives

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the name that aiosmtpd calls
        message = message_from_bytes(envelope.content)
        self.file.write(f"{message['Message-ID']} {envelope.rcpt_tos[0]}\n")
        os.fsync(self.file.fileno())
        return "250 OK"


async def serve(port, path):
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Ledger(path)), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
