"""``HTTPS=1 make run``, and a phone on which the local authority is installed, or is not yet."""

import re
import socket
import ssl
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests import trusting
from tests.e2e.test_pages import AXE, look
from tests.server import Server

NAME = "gate.ceremony.test"
BLOCKS = {"█": "11", "▀": "10", "▄": "01", " ": "00"}  # light above, light below


@pytest.fixture(autouse=True)
def session() -> None:
    """No database of this process: the server has its own."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("https") / "instance", HTTPS="1", HOST="127.0.0.1")
    made.url = f"https://{NAME}:{made.port}"
    made.environment["CEREMONY_BASE_URL"] = made.url
    made.start()
    yield made
    assert made.stop() == 0, made.said()
    assert made.all_gone()


@pytest.fixture
def trusted(server: Server) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=server.instance / "tls" / "ca.crt")


@pytest.fixture
def phone(
    server: Server, launch: Callable[..., Browser], tmp_path: Path
) -> Iterator[Callable[..., Page]]:
    """``phone(has_authority=True)``: a browser on which the certificate is installed."""
    opened: list[Browser] = []

    def start(*, has_authority: bool) -> Page:
        if has_authority:
            pem = (server.instance / "tls" / "ca.crt").read_text()
            trusting.install(ssl.PEM_cert_to_DER_cert(pem), tmp_path)
        browser = launch(f"--host-resolver-rules=MAP {NAME} 127.0.0.1", home=tmp_path)
        opened.append(browser)
        page = browser.new_page(viewport={"width": 360, "height": 740}, locale="en-GB")
        page.set_default_timeout(15_000)
        page.context.add_init_script(path=AXE)  # past the content security policy
        page.complaints = []
        return page

    yield start
    for browser in opened:
        browser.close()


def asked(server: Server, context: ssl.SSLContext, name: str) -> bytes:
    """The first line of the answer to somebody who knows this machine as *name*."""
    with (
        socket.create_connection(("127.0.0.1", server.port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=name) as secure,
    ):
        secure.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return secure.makefile("rb").readline()


def drawn(said: str) -> str:
    """What the code on the terminal says."""
    lines = [x[2:] for x in said.splitlines() if "██" in x or "▀▀▀▀▀" in x]
    wide = max(map(len, lines))
    rows = [[BLOCKS[x][half] for x in f"{line:{wide}}"] for line in lines for half in (0, 1)]
    picture = Image.new("L", (wide, len(rows)))
    picture.putdata([255 * int(x) for row in rows for x in row])
    [found] = zxingcpp.read_barcodes(picture.resize((wide * 8, len(rows) * 8), Image.NEAREST))
    return str(found.text)


def test_the_server_proves_every_name_of_the_machine_to_who_trusts_the_authority(server, trusted):
    for name in (NAME, "localhost", "127.0.0.1", "::1"):
        assert asked(server, trusted, name) == b"HTTP/1.1 200 OK\r\n", name
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        asked(server, trusted, "elsewhere.ceremony.test")
    with pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer"):
        asked(server, ssl.create_default_context(), NAME)


def test_the_terminal_says_where_phones_begin_and_what_to_compare(server):
    said = server.said()
    page = f"http://{NAME}:{server.port + 1}/trust"

    der = ssl.PEM_cert_to_DER_cert((server.instance / "tls" / "ca.crt").read_text())
    pairs = re.findall(r"^  ((?:[0-9A-F]{2} +){15}[0-9A-F]{2})$", said, re.MULTILINE)
    assert bytes.fromhex("".join(pairs)) == sha256(der).digest()
    assert f"  {page}\n" in said
    assert drawn(said) == page


def test_the_plain_port_has_the_page_and_leads_on_to_https(server):
    found = {}
    for path in ("/trust", "/ca.crt", "/desk"):
        connection = HTTPConnection("127.0.0.1", server.port + 1, timeout=10)
        connection.request("GET", path)
        answer = connection.getresponse()
        found[path] = answer.status, answer.headers["Location"]
        connection.close()
    onward = f"https://127.0.0.1:{server.port}/desk"
    assert found == {"/trust": (200, None), "/ca.crt": (200, None), "/desk": (303, onward)}


@pytest.mark.browser
def test_a_phone_without_the_authority_is_told_so_even_if_it_goes_on_past_the_warning(
    server, phone
):
    page = phone(has_authority=False)
    page.goto(f"http://{NAME}:{server.port + 1}/trust")
    expect(page.get_by_text("This device does not trust the certificate yet.")).to_be_visible()
    assert look(page, "visitor-trust") == []

    goes_on = page.context.browser.new_page(ignore_https_errors=True)
    goes_on.goto(f"{server.url}/trust")
    expect(goes_on.get_by_text("This device does not trust the certificate yet.")).to_be_visible()
    expect(goes_on.get_by_text("This device is ready.")).to_be_hidden()


@pytest.mark.browser
def test_a_phone_with_the_authority_goes_on_to_the_gate_which_then_needs_no_network(server, phone):
    page = phone(has_authority=True)
    page.goto(f"http://{NAME}:{server.port + 1}/trust")
    page.wait_for_url(f"{server.url}/trust")
    expect(page.get_by_text("This device is ready.")).to_be_visible()
    page.on("console", lambda x: page.complaints.append(x.text) if x.type == "error" else None)
    assert look(page, "visitor-trust-ready") == []

    page.get_by_role("link", name="Open the gate scanner").click()
    page.wait_for_url(f"{server.url}/gate")
    assert page.evaluate("isSecureContext")
    worker = "navigator.serviceWorker.ready.then((x) => x.active.scriptURL)"
    assert page.evaluate(worker) == f"{server.url}/gate/sw.js"
    title = page.title()
    page.context.set_offline(True)
    page.reload()
    expect(page).to_have_title(title)
    assert page.complaints == []
