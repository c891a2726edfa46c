"""Addresses that nobody could have been given: refused, and nothing breaks."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import url_for
from werkzeug.routing.converters import AnyConverter, NumberConverter

from ceremony.core.permissions import OFFICE
from tests.client import Client
from tests.desk import place

TEXTS = ("nonsense", "-1", "é", "ı", "x" * 300, "__class__", "9" * 30)
NUMBERS = (0, 2**31, 2**63, 10**30)
APART = {"static", "accounts.sign_out", "accounts.end_session", "accounts.disable"}


@pytest.fixture
def values(client: Client, signed_in: Any, once: Any) -> dict[str, Any]:
    made: dict[str, Any] = once("everything", lambda: place.everything(client, signed_in))
    return made


@pytest.fixture
def officer(values: dict[str, Any], signed_in: Any) -> Client:
    browser: Client = signed_in(*OFFICE)
    return browser


def rules(app: Any) -> Iterator[tuple[str, Any, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods & {"GET", "POST"}):
            if rule.endpoint not in APART:
                yield rule.endpoint, rule, method


def strange(app: Any, values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every address with an argument that makes no sense, the others being right."""
    with app.test_request_context():
        for endpoint, rule, method in rules(app):
            for argument in sorted(rule.arguments):
                converter = rule._converters[argument]
                if isinstance(converter, AnyConverter):
                    continue  # the address has one of a few words, or there is no such page
                is_number = isinstance(converter, NumberConverter)
                for value in NUMBERS if is_number else TEXTS:
                    given = {x: values.get(x, 1) for x in rule.arguments} | {argument: value}
                    yield method, url_for(endpoint, **given)


def broken(client: Client, method: str, url: str, data: Any = None) -> str | None:
    try:
        answer = client.open(url, method=method, data=data)
    except Exception as error:  # it would be a page that says: it broke
        return repr(error)[:200]
    return None if answer.status_code < 500 else str(answer.status_code)


def test_no_argument_of_an_address_breaks_a_page(app, values, officer):
    token = {"csrf_token": officer.token("/account")}
    found = {}
    for method, url in strange(app, values):
        if why := broken(officer, method, url, token if method == "POST" else None):
            found[method, url] = why
    assert found == {}
    assert officer.get("/desk").status_code == 200  # still somebody who may do all that
