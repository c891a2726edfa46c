"""A client that looks at every page it gets, as a browser and a screen reader would."""

from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ceremony.accounts import operations
from ceremony.accounts.models import User
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM

REFERENCES = {"for", "aria-describedby", "aria-labelledby", "aria-errormessage", "list", "form"}


class Client(FlaskClient):
    """Each request gets its own application context, as in production.

    Otherwise Flask reuses the test's context, ``g`` survives from one request to
    the next (and with it the signed-in user), and work that the request forgot to
    commit is still visible to the test's assertions.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        kwargs.setdefault("buffered", True)  # files that a view sends are closed
        db.session.rollback()
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.data:
            look_at(response, response.request.path)
        return response

    def sign_in(self, user: User) -> "Client":
        """Sign *user* in without the form: a session row and its cookie."""
        with transaction(SYSTEM):
            token = operations.sign_in(actor=SYSTEM, user=user, address="127.0.0.1", agent="test")
        with self.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
        return self

    def send(self, url: str, page: str | None = None, **values: Any) -> TestResponse:
        """Post *values* to *url* with the token of the form on *page* (default: the same URL)."""
        data = {"csrf_token": self.token(page or url)} | values
        return self.post(url, data=data, content_type="multipart/form-data")

    def token(self, url: str) -> str:
        """The CSRF token of the first form at *url* that has one."""
        root = parse(self.get(url).text)
        tokens = [x.get("value") for x in root.iter("input") if x.get("name") == "csrf_token"]
        assert tokens, f"{url} has no form with a CSRF token"
        return str(tokens[0])


@lru_cache(64)  # a page that was looked at is read again by the test
def parse(text: str) -> Element:
    """A whole page, or a part for htmx, as a tree; anything that is not valid HTML5 raises."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    if text.lstrip().lower().startswith("<!doctype"):
        return parser.parse(text)
    start = text.lstrip().lower()
    container = "tbody" if start.startswith("<tr") else "div"
    return parser.parseFragment(text, container=container)


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def look_at(response: Response, path: str) -> None:
    """Assert what holds for every page, and for every part of one that htmx asks for."""
    try:
        root = parse(response.get_data(as_text=True))
    except html5lib.html5parser.ParseError as error:
        raise AssertionError(f"{path} is not valid HTML5: {error}") from error
    check_headers(response)
    if root.tag == "html":
        check_title(root)
    check_ids(root)
    check_nothing_inline(root)
    check_forms(root)
    check_pictures(root)


def check_headers(response: Response) -> None:
    policy = response.headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy or "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert response.headers.get("X-Content-Type-Options") == "nosniff"


def check_title(root: Element) -> None:
    headings = [words(x) for x in root.iter("h1")]
    [title] = [words(x) for x in root.iter("title")]
    assert len(headings) == 1, f"one h1, not {headings}"
    assert title.startswith(headings[0]), f"title {title!r} begins with the h1 {headings[0]!r}"
    assert root.get("lang"), "the page says its language"


def check_ids(root: Element) -> None:
    ids = [x.get("id") for x in root.iter() if x.get("id")]
    known = set(ids)
    assert sorted(ids) == sorted(known), "an id stands on the page once"
    if root.tag != "html":
        return  # a part may refer to the page around it
    for element in root.iter():
        for attribute in element.attrib.keys() & REFERENCES:
            missing = set((element.get(attribute) or "").split()) - known
            assert not missing, f"{attribute} of <{element.tag}> points nowhere: {missing}"


def check_nothing_inline(root: Element) -> None:
    for element in root.iter():
        handlers = [x for x in element.attrib if str(x).startswith(("on", "hx-on"))]
        assert not handlers, f"<{element.tag}> has {handlers}"
        assert "style" not in element.attrib, f"<{element.tag}> has a style"
        assert "js:" not in element.get("hx-vals", "")
        assert element.tag != "style", "styles stand in files"
        data = element.get("type") in {"application/json", "application/ld+json"}
        if element.tag == "script" and not data:
            assert element.get("src"), "scripts stand in files"


def check_forms(root: Element) -> None:
    for form in root.iter("form"):
        if form.get("method", "get").lower() == "post":
            names = {x.get("name") for x in form.iter("input")}
            assert "csrf_token" in names, f"the form to {form.get('action')} has no CSRF token"


def check_pictures(root: Element) -> None:
    for picture in root.iter("img"):
        assert picture.get("alt") is not None, f"{picture.get('src')} has no alternative text"
