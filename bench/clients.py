"""Clients of three kinds, all in one asyncio loop: normal ones that are timed, slow ones, and streams."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from bench.house import Visitor

HOST = "127.0.0.1"


@dataclass
class Tally:
    """What was asked, how long each answer took, and what went wrong."""

    ms: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the answers came (nearest rank)."""
        ordered = sorted(self.ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


class Connection:
    """One kept-alive HTTP/1.1 connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, request: bytes) -> int:
        """Send it, read the whole answer, give the status."""
        if self.writer is None or self.reader is None:
            self.reader, self.writer = await asyncio.open_connection(HOST, self.port, limit=2**20)
        self.writer.write(request)
        head = await self.reader.readuntil(b"\r\n\r\n")
        await self._body(self.reader, head.lower())
        if b"connection: close" in head.lower():
            self.close()
        return int(head.split(b" ", 2)[1])

    async def _body(self, reader: asyncio.StreamReader, head: bytes) -> None:
        if b"content-length:" in head:
            await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
        while b"transfer-encoding: chunked" in head:
            size = int(await reader.readline(), 16)
            await reader.readexactly(size + 2)
            if not size:
                return

    def close(self) -> None:
        """Hang up."""
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None


def get(path: str, visitor: Visitor) -> bytes:
    """A page, asked for as a browser does."""
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {visitor.cookie}\r\n\r\n".encode()


def beat(visitor: Visitor, sequence: int) -> bytes:
    """A player's heartbeat: one upsert."""
    facts = {"playback": visitor.playback, "sequence": sequence, "position_s": sequence % 90}
    body = urlencode({"csrf_token": visitor.csrf, **facts})
    head = f"POST {visitor.beat_path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {visitor.cookie}\r\n"
    kind = f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    return (head + kind + body).encode()


async def visit(port: int, tally: Tally, requests: list[bytes], pause_s: float, until: float) -> None:
    """A normal client: asks, waits for the answer, rests, asks again."""
    connection, number = Connection(port), 0
    await asyncio.sleep(random.random() * pause_s)
    while time.monotonic() < until:
        begun = time.perf_counter()
        try:
            status = await asyncio.wait_for(connection.ask(requests[number % len(requests)]), 10)
            if status >= 400:
                tally.failures.append(str(status))
        except (OSError, EOFError, TimeoutError) as error:
            tally.failures.append(type(error).__name__)
            connection.close()
        tally.ms.append((time.perf_counter() - begun) * 1000)
        number += 1
        await asyncio.sleep(pause_s)
    connection.close()


async def dawdle(port: int, request: bytes, until: float) -> None:
    """A slow client: a byte a second, so that its request never ends."""
    while time.monotonic() < until:
        try:
            _, writer = await asyncio.open_connection(HOST, port)
            for byte in request * 100:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(1)
                if time.monotonic() > until:
                    break
            writer.close()
        except OSError:
            await asyncio.sleep(1)


async def listen(port: int, visitor: Visitor, heard: list[float], until: float) -> None:
    """An event stream; notes the delay of each fact, in ms, from the time of writing that it carries."""
    reader, writer = await asyncio.open_connection(HOST, port, limit=2**20)
    writer.write(get("/events", visitor))
    while time.monotonic() < until:
        try:
            line = await asyncio.wait_for(reader.readline(), until - time.monotonic() + 0.1)
        except TimeoutError:
            break
        if b'"written":' in line:
            heard.append((time.time() - float(line.split(b'"written":')[1].split(b"}")[0])) * 1000)
        if not line:
            break
    writer.close()
