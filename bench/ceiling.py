"""What the parts can do by themselves: a bare Flask view, and a bare ORM write.

The application for ``bench.scan``; it serves "hello" and one select, insert and commit.
"""

import os
import sys
from datetime import UTC, datetime

from flask import Flask, Response
from sqlalchemy import create_engine, delete, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

URL = os.environ.get("BENCH_URL", "sqlite://")


class Base(DeclarativeBase):
    pass


class Badge(Base):
    __tablename__ = "bench_badge"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Seen(Base):
    __tablename__ = "bench_seen"

    id: Mapped[int] = mapped_column(primary_key=True)
    badge_id: Mapped[int]
    at: Mapped[datetime]


app = Flask(__name__)
engine = create_engine(URL)
make_session: sessionmaker[Session] = sessionmaker(engine)


@event.listens_for(engine, "connect")
def _as_shipped(connection, _):  # type: ignore[no-untyped-def]
    if engine.dialect.name == "sqlite":
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(engine, "begin")
def _write_lock(connection):  # type: ignore[no-untyped-def]
    if engine.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@app.get("/hello")
def hello() -> Response:
    return Response("hello", mimetype="text/plain")


@app.post("/orm/<int:number>")
def orm(number: int) -> Response:
    with make_session() as session:
        badge = session.scalars(select(Badge).where(Badge.id == number)).one()
        session.add(Seen(badge_id=badge.id, at=datetime.now(UTC)))
        session.commit()
        return Response(badge.name, mimetype="text/plain")


if __name__ == "__main__":  # python -m bench.ceiling 2500: the tables, with badges to find
    Base.metadata.create_all(engine)
    with make_session() as session:
        session.execute(delete(Badge))
        session.add_all(
            Badge(id=number, name=f"Badge {number}") for number in range(1, int(sys.argv[1]) + 1)
        )
        session.commit()
