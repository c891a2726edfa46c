"""A real Chromium against the real server: the launcher, the WSGI server and the job worker."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from ceremony.core import clock
from tests import programs
from tests.server import Server

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def session() -> Iterator[None]:
    """No database of this process: the server has its own, and may have a day of its own."""
    yield
    clock.shift(timedelta())


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all browser tests, empty at first."""
    programs.need(programs.no_chromium())
    running = Server(tmp_path_factory.mktemp("instance")).start()
    yield running
    assert running.stop() == 0, running.said()


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser]) -> Browser:
    return launch()


@pytest.fixture
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A visitor with empty pockets, 1280 × 900."""
    size = {"width": 1280, "height": 900}
    context = browser.new_context(base_url=server.url, viewport=size, locale="en-GB")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page; what it complains of (scripts, the content security policy) fails the test."""
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda x: complaints.append(x.text) if x.type == "error" else None)
    yield page
    assert complaints == []
