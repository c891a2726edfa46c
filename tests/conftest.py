"""What every test may ask for. `docs/testing.md` tells how to use it."""

import gc
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from threading import Thread
from typing import Any

import hypothesis
import pytest
from click.testing import Result
from playwright.sync_api import Browser, Playwright, sync_playwright
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from ceremony.core import clock
from ceremony.core.db import db
from ceremony.core.permissions import Role
from ceremony.core.web import Application

pytest.register_assert_rewrite("tests.client", "tests.pages")

from tests import cast, databases, postgresql, programs, smtp  # noqa: E402 - after the line above
from tests.client import Client  # noqa: E402
from tests.grouping import pytest_xdist_make_scheduler  # noqa: E402, F401 - a hook

hypothesis.settings.register_profile("quick", max_examples=25, deadline=None, derandomize=True)
hypothesis.settings.register_profile("soak", max_examples=2_000, deadline=None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="long random and fault tests, full size")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile("soak" if config.getoption("--soak") else "quick")


def pytest_collection_finish() -> None:
    """What stands now stays to the end: looking through it again costs a sixth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if metafunc.definition.get_closest_marker("both_databases"):
        on_postgresql = pytest.param("postgresql", marks=pytest.mark.postgresql)
        metafunc.parametrize("database", ["sqlite", on_postgresql], indirect=True)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same folder for all processes of this run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def prepared(
    tmp_path_factory: pytest.TempPathFactory, run_folder: Path
) -> Iterator[Callable[[str], databases.Prepared]]:
    """Each database of this process, migrated when first asked for."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    run_pid = os.getppid() if worker else os.getpid()
    made: dict[str, databases.Prepared] = {}

    def prepare(kind: str) -> databases.Prepared:
        if kind not in made:
            folder = tmp_path_factory.mktemp(kind)
            made[kind] = (
                databases.SQLite(folder)
                if kind == "sqlite"
                else databases.PostgreSQL(folder, run_folder, run_pid, worker or "alone")
            )
        return made[kind]

    yield prepare
    for each in made.values():
        each.close()


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """``sqlite`` or ``postgresql``: see the markers *both_databases* and *postgresql*."""
    marked = "postgresql" if request.node.get_closest_marker("postgresql") else "sqlite"
    kind = getattr(request, "param", marked)
    if kind == "postgresql":
        programs.need(postgresql.why_not())
    return str(kind)


@pytest.fixture
def app(database: str, prepared: Callable[[str], databases.Prepared]) -> Application:
    """The application, on a database that nobody has touched since its migrations."""
    return prepared(database).renew()


@pytest.fixture(autouse=True)
def session(app: Application) -> Iterator[Session]:
    with app.app_context():
        yield db.session()
        db.session.remove()
    clock.shift(timedelta())


@pytest.fixture
def once(
    session: Session, database: str, prepared: Callable[[str], databases.Prepared]
) -> Callable[[str, Callable[[], Any]], Any]:
    """``once("name", make)``: what *make* gives and leaves behind; only the first test makes it.

    The others get a copy of the database and of the files. *make* finds a new database and
    gives plain values, not rows. On PostgreSQL it is made every time.
    """
    return prepared(database).once


@pytest.fixture
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stays the same instant, so that two looks at one page differ by what happened only."""

    class Stopped(datetime):
        instant = datetime.now(UTC)

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return cls.instant.astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Stopped)


@pytest.fixture
def client(app: Application) -> Client:
    """A visitor's browser that checks every page; ``client.sign_in(user)`` changes that."""
    app.test_client_class = Client
    return app.test_client()


@pytest.fixture
def signed_in(app: Application) -> Callable[..., Client]:
    """``signed_in(Role.REGISTRAR)``: the browser of the cast's registrar."""
    app.test_client_class = Client

    def sign_in(*roles: Role) -> Client:
        client: Client = app.test_client()
        client.sign_in(cast.officer(*roles))
        return client

    return sign_in


@pytest.fixture
def run(app: Application) -> Callable[..., Result]:
    """``run("jobs", "work", "--once")``: a ``flask`` command."""

    def invoke(*args: str) -> Result:
        db.session.rollback()
        return app.test_cli_runner().invoke(args=args)

    return invoke


@pytest.fixture
def mail_server(app: Application, monkeypatch: pytest.MonkeyPatch) -> Iterator[smtp.Server]:
    """A real mail server, and the application told to use it; without it mail is kept in files."""
    with smtp.serving() as server:
        monkeypatch.setitem(app.config, "SMTP_URL", server.url)
        monkeypatch.setitem(app.config, "MAIL_FROM", smtp.SENDER)
        yield server


@pytest.fixture
def soaking(request: pytest.FixtureRequest) -> bool:
    """Whether to run at full size (``make soak``) or small (``make test``)."""
    return bool(request.config.getoption("--soak"))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def launch(playwright: Playwright) -> Iterator[Callable[..., Browser]]:
    """``launch()`` a Chromium; ``launch(camera=path)`` with a film (mjpeg) as camera.

    ``launch(home=path)``: of somebody whose home folder this is. Further arguments are
    Chromium's own. Who asks for the same gets the same one, as long as nobody closes it; one
    Playwright serves the whole process.
    """
    programs.need(programs.no_chromium())
    opened: dict[tuple[object, ...], Browser] = {}

    def launch(*arguments: str, camera: Path | None = None, home: Path | None = None) -> Browser:
        known = opened.get((camera, home, *arguments))
        if known and known.is_connected():
            return known
        options = [*arguments, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        if camera:
            options += [
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={camera}",
            ]
        own = os.environ | {"HOME": str(home)} if home else None
        browser = playwright.chromium.launch(
            executable_path=programs.CHROMIUM, args=options, env=own
        )
        opened[camera, home, *arguments] = browser
        return browser

    yield launch
    for browser in opened.values():
        browser.close()


@pytest.fixture
def address(app: Application) -> Iterator[str]:
    """Where the application of this test is served."""
    programs.need(programs.no_chromium())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
