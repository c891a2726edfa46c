import io
import threading

import pytest

from ceremony.core.patience import Patient


class SlowBody(io.RawIOBase):
    """A client that sends its last byte when it is told to."""

    def __init__(self) -> None:
        self.may_end, self.asked, self.pieces = threading.Event(), threading.Event(), [b"a", b"b"]

    def read(self, _size: int = -1) -> bytes:
        if len(self.pieces) == 1:
            self.asked.set()
            assert self.may_end.wait(10)
        return self.pieces.pop(0) if self.pieces else b""


def answer(environ, _start):
    return [environ["wsgi.input"].read()]


def ask(app, body, length):
    return app({"wsgi.input": body, "CONTENT_LENGTH": str(length)}, lambda *_: None)


@pytest.mark.parametrize(
    ("body", "length", "seen"),
    [
        (b"hello", 5, b"hello"),
        (b"hello and more", 5, b"hello"),
        (b"hung up", 50, b"hung up"),
        (b"x" * 300_000, 300_000, b"x" * 300_000),
        (b"too long", 500_000, b"too long"),
        (b"", 0, b""),
        (b"no number", "many", b"no number"),
    ],
)
def test_a_body_reaches_the_application_whole(body, length, seen):
    app = Patient(answer, turns=1, longest=400_000)
    assert ask(app, io.BytesIO(body), length) == [seen]


def test_who_sends_slowly_holds_up_nobody():
    app, slow, answers = Patient(answer, turns=1, longest=100), SlowBody(), []
    thread = threading.Thread(target=lambda: answers.append(ask(app, slow, 2)))
    thread.start()
    assert slow.asked.wait(10)

    assert ask(app, io.BytesIO(b"quick"), 5) == [b"quick"]
    slow.may_end.set()
    thread.join()

    assert answers == [[b"ab"]]
