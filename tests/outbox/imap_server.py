"""A mailbox of the tests: a server that speaks the part of IMAP that is used, in a thread, on a port of its own."""

import re
import socketserver
import threading


class Mailbox(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, mails):
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails, self.flags = dict(enumerate(mails, 1)), {}
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def settings(self):
        host, port = self.server_address
        return {"host": host, "port": port, "user": "boite", "password": "s3cret", "folder": "INBOX", "ssl": False}


class _Session(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line + b"\r\n")

    def handle(self):
        self.say(b"* OK ready")
        for line in self.rfile:
            tag, _, command = line.strip().partition(b" ")
            self.say(tag + b" " + self.answer(command.decode()))
            if command == b"LOGOUT":
                return

    def answer(self, command):
        mails, flags = self.server.mails, self.server.flags
        if command.startswith("CAPABILITY"):
            self.say(b"* CAPABILITY IMAP4rev1")
        elif command.startswith("LOGIN"):
            return b"OK done" if command == 'LOGIN boite "s3cret"' else b"NO wrong password"
        elif command.startswith("SELECT"):
            self.say(b"* %d EXISTS" % len(mails))
            self.say(b"* OK [UIDVALIDITY 7] Mails are numbered")
        elif command == "UID SEARCH UNSEEN":
            self.say(b" ".join([b"* SEARCH", *(str(uid).encode() for uid in mails if uid not in flags)]))
        elif found := re.fullmatch(r"UID FETCH (\d+) \((.+)\)", command):
            self.fetch(int(found[1]), found[2])
        elif found := re.fullmatch(r"UID STORE (\d+) \+FLAGS \((.+)\)", command):
            flags[int(found[1])] = found[2]
        return b"OK done"

    def fetch(self, uid, what):
        content = self.server.mails[uid]
        if what == "RFC822.SIZE":
            self.say(b"* %d FETCH (UID %d RFC822.SIZE %d)" % (uid, uid, len(content)))
            return
        if "HEADER" in what:
            content = content.partition(b"\n\n")[0] + b"\n\n"
        self.say(b"* %d FETCH (UID %d BODY[] {%d}" % (uid, uid, len(content)))
        self.wfile.write(content)
        self.say(b")")
