"""The page that explains the certificate, the file itself, and the plain port beside HTTPS."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from werkzeug.test import Client as Browser

from ceremony import create_app
from ceremony.core.db import db
from ceremony.core.tls import authority
from ceremony.core.tls.door import Door
from ceremony.core.web import Application
from tests.client import Client, parse, words

HERE = "https://gate.ceremony.test:8000"
NAMES = {"gate.ceremony.test", "192.168.7.20", "::1"}
PHONES = {
    "Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140.0.0.0 Mobile Safari/537.36": "Android",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5) Version/18.5 Mobile/15E148": "iPhone and iPad",
    "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36": "A computer",
}


@pytest.fixture
def secure(app: Application, tmp_path: Path) -> Iterator[Application]:
    """The application as it serves HTTPS by itself, on the database of this test."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    known = {"INSTANCE": str(tmp_path), "SQLALCHEMY_DATABASE_URI": url, "BASE_URL": HERE}
    made = create_app(**known, HTTPS=True, TESTING=True)
    made.test_client_class = Client
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def papers(tmp_path: Path) -> authority.Papers:
    now = datetime.now(UTC)
    return authority.ensure(tmp_path, needed=sorted(NAMES), also=(), at=now)


@pytest.fixture
def door(secure: Application) -> Browser:
    """A visitor of the plain port."""
    return Browser(Door(secure, names=NAMES, port=8000, base=HERE))


def test_the_page_shows_the_fingerprint_and_where_the_certificate_is(secure, papers):
    page = secure.test_client().get("/trust", base_url=HERE)

    main = next(parse(page.text).iter("main"))
    assert papers.fingerprint.replace(":", " ") in words(main)
    assert 'href="/ca.crt"' in page.text
    assert "Strict-Transport-Security" not in page.headers
    assert "connect-src 'self';" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("agent", PHONES)
def test_each_device_finds_its_own_steps_open(secure, papers, agent):
    page = secure.test_client().get("/trust", headers={"User-Agent": agent})
    unfolded = [x for x in parse(page.text).iter("details") if "open" in x.attrib]
    assert [words(x.find("summary")) for x in unfolded] == [PHONES[agent]]


def test_the_certificate_is_what_a_phone_installs(secure, papers):
    file = secure.test_client().get("/ca.crt")
    assert (file.mimetype, file.data) == (
        "application/x-x509-ca-cert",
        papers.authority.read_bytes(),
    )


def test_before_the_authority_is_made_there_is_neither(secure):
    browser = secure.test_client()
    assert [browser.get(x).status_code for x in ("/trust", "/ca.crt")] == [404, 404]


def test_where_no_local_authority_serves_there_is_neither(client, app):
    now = datetime.now(UTC)
    authority.ensure(Path(app.instance_path), needed=["localhost"], also=(), at=now)
    assert [client.get(x).status_code for x in ("/trust", "/ca.crt")] == [404, 404]


def test_the_plain_port_shows_the_page_and_lets_its_script_ask_the_secure_address(door, papers):
    page = door.get("/trust", base_url="http://192.168.7.20:8001")

    secure = "https://192.168.7.20:8000"
    assert f"connect-src 'self' {secure};" in page.headers["Content-Security-Policy"]
    assert f'data-trust="{secure}"' in page.text
    assert door.get("/ca.crt").data == papers.authority.read_bytes()
    for looks in ("/theme.css", "/static/css/trust.css"):
        assert door.get(looks, buffered=True).mimetype == "text/css"


@pytest.mark.parametrize(
    ("host", "leads_to"),
    [
        ("gate.ceremony.test:8001", HERE),
        ("GATE.ceremony.test", HERE),
        ("192.168.7.20:8001", "https://192.168.7.20:8000"),
        ("[::1]:8001", "https://[::1]:8000"),
        ("evil.test", HERE),
        ("[", HERE),
        ("", HERE),
    ],
)
def test_all_else_leads_to_the_same_place_over_https(door, host, leads_to):
    page = door.get("/desk/people?q=é&after=3", headers={"Host": host})
    assert (page.status_code, page.location) == (303, f"{leads_to}/desk/people?q=%C3%A9&after=3")


def test_what_is_posted_to_the_plain_port_is_not_sent_on(door):
    page = door.post("/sign-in", data={"password": "secret"}, base_url="http://192.168.7.20:8001")
    assert (page.status_code, page.location) == (303, "https://192.168.7.20:8000/sign-in")
    assert "Set-Cookie" not in page.headers


def test_on_the_usual_port_no_port_is_named(secure):
    door = Browser(Door(secure, names=NAMES, port=443, base=HERE))
    page = door.get("/gate", base_url="http://gate.ceremony.test")
    assert page.location == "https://gate.ceremony.test/gate"
