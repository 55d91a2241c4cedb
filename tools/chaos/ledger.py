"""A mail server that writes down what it accepts before it says so: `python -m tools.chaos.ledger PORT FILE`."""

import asyncio
import os
import sys
from email import message_from_bytes

from aiosmtpd.smtp import SMTP


class Ledger:
    def __init__(self, path):
        self.seen = set()
        self.file = open(path, "a", buffering=1)  # noqa: SIM115, PTH123 - open as long as the server lives

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the name that aiosmtpd calls
        """Who the message is for says what goes wrong: slow, later, never, hangs; anybody else is served."""
        recipient = envelope.rcpt_tos[0]
        kind = recipient.partition("-")[0]
        first = recipient not in self.seen
        self.seen.add(recipient)
        if kind == "slow":
            await asyncio.sleep(0.3)
        if kind == "later" and first:
            return "451 Try again later"
        self.file.write(f"{message_from_bytes(envelope.content)['Message-ID']} {recipient}\n")
        os.fsync(self.file.fileno())
        if kind == "hangs" and first:
            server.transport.close()
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("never-"):
            return "550 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"


async def serve(port, path):
    loop = asyncio.get_running_loop()
    ledger = Ledger(path)
    server = await loop.create_server(lambda: SMTP(ledger), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
