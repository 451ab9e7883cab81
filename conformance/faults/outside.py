"""Servers of others, in whatever mood a test wants: a mail server and a customer's callback receiver."""

import asyncio
import email
import email.policy
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from callbacks import Callback
from state import event_of


@dataclass
class Moods:
    """`well`, `slow`, `failing`, `hanging` or `closing`."""

    now: str = "well"


class Outside:
    """An asyncio loop in a thread of its own; servers on the loopback interface live in it."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.servers: list[asyncio.Server] = []
        self.mail = MailServer()
        self.receiver = Receiver()
        self.mail.port = self._listen(self.mail.talk)
        self.receiver.port = self._listen(self.receiver.talk)

    def _listen(self, talk: Any) -> int:
        async def begin() -> asyncio.Server:
            # All of 127.0.0.0/8, so that one receiver has an allowed and a forbidden address.
            return await asyncio.start_server(talk, "0.0.0.0", 0, family=socket.AF_INET)

        server = asyncio.run_coroutine_threadsafe(begin(), self.loop).result(10)
        self.servers.append(server)
        return server.sockets[0].getsockname()[1]

    def become(self, mood: str) -> None:
        """Both change at once; what hangs is let go."""
        self.mail.mood.now = self.receiver.mood.now = mood
        for writer in list(self.mail.hanging | self.receiver.hanging):
            self.loop.call_soon_threadsafe(writer.transport.abort)

    def close(self) -> None:
        self.become("well")
        for server in self.servers:
            self.loop.call_soon_threadsafe(server.close)
        time.sleep(0.2)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)


class Server:
    """What both have in common."""

    def __init__(self) -> None:
        self.mood = Moods()
        self.hanging: set[asyncio.StreamWriter] = set()
        self.attempts = 0
        self.port = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.attempts += 1
        try:
            await self.converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()

    async def hang(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Takes all and answers nothing until the other side gives up, or the mood changes."""
        self.hanging.add(writer)
        try:
            while await reader.read(4096):
                pass
        finally:
            self.hanging.discard(writer)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raise NotImplementedError


class MailServer(Server):
    """SMTP, as little as is needed. Addresses that begin with `nobody` it does not know, while `knows_all` is unset."""

    def __init__(self) -> None:
        super().__init__()
        self.accepted: list[str] = []
        self.knows_all = False

    def events(self) -> list[str]:
        """What the accepted mails are about. One may come twice, when its receipt was lost on the way; a mail program
        shows it once, by its Message-ID."""
        return sorted({event_of(one) for one in list(self.accepted)})

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(line: str) -> None:
            if self.mood.now == "slow":
                await asyncio.sleep(0.3)
            writer.write(line.encode() + b"\r\n")
            await writer.drain()

        if self.mood.now == "hanging":
            return await self.hang(reader, writer)
        if self.mood.now == "closing":
            return
        await say("220 mail.example")
        while line := (await reader.readline()).decode(errors="replace").strip():
            verb = line.split(":")[0].split()[0].upper()
            if verb == "DATA":
                if self.mood.now == "failing":
                    await say("451 try again later")
                    continue
                await say("354 go ahead")
                content = await reader.readuntil(b"\r\n.\r\n")
                mail = email.message_from_bytes(content, policy=email.policy.default)
                self.accepted.append(mail["Message-ID"])
                await say("250 taken")
            elif verb == "RCPT" and "<nobody" in line.lower() and not self.knows_all:
                await say("550 no such mailbox")
            elif verb == "QUIT":
                await say("221 bye")
                return
            else:
                await say("250 mail.example" if verb in ("EHLO", "HELO") else "250 fine")


class Receiver(Server):
    """A customer's server: HTTP, one request for each connection."""

    def __init__(self) -> None:
        super().__init__()
        self.received: list[Callback] = []

    def url(self, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}/status?from=faults"

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mood = self.mood.now
        if mood == "hanging":
            return await self.hang(reader, writer)
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        if mood == "closing":
            return
        if mood == "slow":
            await asyncio.sleep(1)
        status = "500 Internal Server Error" if mood == "failing" else "204 No Content"
        if mood in ("well", "slow"):
            form = dict(parse_qsl(body.decode(), keep_blank_values=True))
            self.received.append(Callback(f"http://{headers['host']}{first.split()[1]}", headers, form))
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()

