"""Slow clients wait by themselves: a request takes its turn when all of it has come."""

from collections.abc import Callable, Iterable
from tempfile import SpooledTemporaryFile
from threading import Semaphore
from typing import Any

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
# Requests at work at once in a worker: SQLite's writers would only wait for each other.
TURNS = {"sqlite": 1, "postgresql": 2}
IN_MEMORY = 256 * 1024
PIECE = 64 * 1024


class Patient:
    """A WSGI application around *app* that lets only *turns* requests work at once.

    A worker has many threads, but a database that writes one after the other gains nothing
    from many at work, while each that waits for a telephone's slow upload would hold up all
    others if there were only one. Here waiting for the body is not work.

    :param longest: of a body, in bytes; a longer one is left to *app* to refuse.
    """

    def __init__(self, app: WSGI, *, turns: int, longest: int) -> None:
        self.app, self.longest, self.turn = app, longest, Semaphore(turns)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or not 0 < int(length) <= self.longest:
            with self.turn:
                return self.app(environ, start_response)
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            _copy(environ["wsgi.input"], body, int(length))
            environ["wsgi.input"] = body
            with self.turn:
                return self.app(environ, start_response)


def _copy(source: Any, target: Any, length: int) -> None:
    """What comes, up to *length*; a client that hung up leaves it short."""
    while length and (piece := source.read(min(PIECE, length))):
        target.write(piece)
        length -= len(piece)
    target.seek(0)
