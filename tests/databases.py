"""A fresh, migrated database for every test: a copied file, or a copied PostgreSQL database."""

import shutil
from pathlib import Path

import flask_migrate
from sqlalchemy import Engine, event

from ceremony import create_app
from ceremony.core.db import db
from ceremony.core.web import Application
from tests import postgresql


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
        for folder in ("files", "mail"):
            shutil.rmtree(self.instance / folder, ignore_errors=True)
        self.copy()
        return self.app

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

    def copy(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.file}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self.migrated, self.file)

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
                self.server.create(postgresql.TEMPLATE, "making")
        super().__init__(folder, self.server.url(worker))

    def copy(self) -> None:
        self.server.create(self.name, postgresql.TEMPLATE)

    def blank(self, name: str) -> Application:
        return application(self.instance, self.server.create(f"{self.name}_{name}"))
