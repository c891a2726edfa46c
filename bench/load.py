"""A load generator: some connections, each sending its next request when the last is answered."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """What one run of requests took.

    :param seconds: of each request, sorted.
    """

    elapsed_s: float
    seconds: list[float]
    failures: int

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.seconds) / self.elapsed_s

    def percentile_ms(self, share: float) -> float:
        return 1000 * self.seconds[min(int(share * len(self.seconds)), len(self.seconds) - 1)]


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """The bytes of one HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def fire(port: int, requests: Sequence[bytes], at_once: int = 8) -> Result:
    """Send all *requests* over *at_once* connections; anything but a 2xx is a failure."""
    return asyncio.run(_fire(port, iter(requests), at_once))


async def _fire(port: int, requests: Iterator[bytes], at_once: int) -> Result:
    seconds: list[float] = []
    failures = 0

    async def lane() -> None:
        nonlocal failures
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for sent in requests:
            began = time.perf_counter()
            writer.write(sent)
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(_length(head))
            if b"connection: close" in head.lower():
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            seconds.append(time.perf_counter() - began)
            failures += not head.startswith(b"HTTP/1.1 2")
        writer.close()
        await writer.wait_closed()

    began = time.perf_counter()
    await asyncio.gather(*(lane() for _ in range(at_once)))
    return Result(time.perf_counter() - began, sorted(seconds), failures)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    raise RuntimeError(f"an answer without its length: {head!r}")
