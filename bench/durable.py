"""A throw-away PostgreSQL as the tests have one, but on a disk that it waits for."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgresql

AS_SHIPPED = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "shared_buffers": "128MB",
}


@contextmanager
def cluster() -> Iterator[postgresql.Server]:
    """It ends with the block, or with this process."""
    life = subprocess.Popen(["cat"], stdin=subprocess.PIPE)  # noqa: S607 - ends when we do
    command = [sys.executable, "-m", "bench.durable", str(life.pid)]
    keeper = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)  # noqa: S603
    assert keeper.stdout is not None
    said = keeper.stdout.readline().decode().strip()
    try:
        if not said.startswith("/"):
            raise RuntimeError("PostgreSQL did not start; see the messages above")
        yield postgresql.Server(Path(said))
    finally:
        assert life.stdin is not None
        life.stdin.close()
        life.wait()
        keeper.wait()


if __name__ == "__main__":
    postgresql.SETTINGS |= AS_SHIPPED
    postgresql.keep(int(sys.argv[1]))
