"""A fresh, migrated database for every test: a copied file, or an emptied PostgreSQL database."""

import shutil
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import flask_migrate
from sqlalchemy import Engine, event

from ceremony import create_app
from ceremony.core import clock
from ceremony.core.db import db
from ceremony.core.web import Application
from tests import emptying, postgresql

# What a test leaves in the instance beside rows; keys stay.
FILES = ("files", "mail", "clock", "demo-sign-ins.json")


@event.listens_for(Engine, "connect")
def _without_waiting_for_the_disk(connection: object, _: object) -> None:
    """Nothing of a test must survive a power cut."""
    if type(connection).__module__.startswith("sqlite3"):
        connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]


def application(instance: Path, url: str) -> Application:
    return create_app(
        INSTANCE=str(instance),
        SQLALCHEMY_DATABASE_URI=url,
        TESTING=True,
        SECRET_KEY="test",
        BASE_URL="http://localhost",
    )


def migrate(app: Application, revision: str = "head") -> None:
    with app.app_context():
        flask_migrate.upgrade(revision=revision)
        db.engine.dispose()


class Prepared:
    """One application of a test process, and how its database becomes new."""

    def __init__(self, instance: Path, url: str) -> None:
        self.instance = instance
        self.app = application(instance, url)

    def renew(self) -> Application:
        """Forget what the last test did: rows, connections, stored files."""
        self.close()
        self.clear()
        self.copy()
        return self.app

    def clear(self) -> None:
        for name in FILES:
            path = self.instance / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What *make* gives, which finds a new database; see the fixture of this name."""
        return make()

    def close(self) -> None:
        with self.app.app_context():
            db.engine.dispose()

    def copy(self) -> None:
        raise NotImplementedError

    def blank(self, name: str) -> Application:
        """Another application, on a database without any table."""
        raise NotImplementedError


class SQLite(Prepared):
    def __init__(self, folder: Path) -> None:
        self.file, self.migrated = folder / "test.sqlite", folder / "migrated.sqlite"
        super().__init__(folder, f"sqlite:///{self.file}")
        migrate(self.app)
        self.file.rename(self.migrated)
        self.given: dict[str, Any] = {}

    def copy(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.migrated, self.file)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        kept = self.instance / "kept" / name
        if name in self.given:
            self._leave()
            self.clear()
            shutil.copytree(kept, self.instance, dirs_exist_ok=True)
        else:
            self.given[name] = make()
            self._leave()
            assert not Path(f"{self.file}-wal").exists(), "somebody holds a connection"
            kept.mkdir(parents=True)
            for path in (self.file, *(self.instance / x for x in FILES)):
                if path.exists():
                    copy = shutil.copytree if path.is_dir() else shutil.copy
                    copy(path, kept / path.name)
        clock.shift(timedelta())
        clock.read(self.instance)
        return deepcopy(self.given[name])

    def _leave(self) -> None:
        """Without a connection the file is whole."""
        db.session.close()
        self.close()

    def blank(self, name: str) -> Application:
        file = self.instance / f"{name}.sqlite"
        file.unlink(missing_ok=True)
        return application(self.instance, f"sqlite:///{file}")


class PostgreSQL(Prepared):
    def __init__(self, folder: Path, shared: Path, run_pid: int, worker: str) -> None:
        self.server = postgresql.shared(shared, run_pid)
        self.name = worker
        with postgresql.locked(shared / "template.lock"):
            if not self.server.has(postgresql.TEMPLATE):
                making = self.server.create("making")
                migrate(application(folder, making))
                with self.server.connection("making") as connection:
                    emptying.remember(connection)
                self.server.create(postgresql.TEMPLATE, "making")
        self.server.create(worker, postgresql.TEMPLATE)
        super().__init__(folder, self.server.url(worker))

    def copy(self) -> None:
        with self.server.connection(self.name) as connection:
            is_new = emptying.renew(connection)
        if not is_new:
            self.server.create(self.name, postgresql.TEMPLATE)

    def blank(self, name: str) -> Application:
        return application(self.instance, self.server.create(f"{self.name}_{name}"))
