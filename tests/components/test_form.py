"""What the form macros promise: order, references, and the same sentence twice."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import render_template_string
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from ceremony.core.web import Application

Render = Callable[..., Element]


class Address(FlaskForm):  # type: ignore[misc]
    class Meta:
        csrf = False

    city = StringField("City", [InputRequired()])


class Sample(FlaskForm):  # type: ignore[misc]
    name = StringField("Name", [InputRequired()], description="As printed.")
    remark = TextAreaField("Remark")
    function = SelectField("Function", choices=["Delegate"])
    born = DateField("Born", [InputRequired()])
    authority = RadioField("Authority", [InputRequired()], choices=["own", "powers"])
    zones = SelectMultipleField(
        "Zones", choices=["1", "2"], widget=ListWidget(), option_widget=CheckboxInput()
    )
    photo = FileField("Photograph")
    told = BooleanField("Told", description="By telephone.")
    address = FormField(Address)


@pytest.fixture
def render(app: Application) -> Render:
    """Render a form of the sample, sent empty, as a tree."""

    def rendered(source: str, **facts: object) -> Element:
        with app.test_request_context(method="POST", data={"function": "Delegate"}):
            form = Sample(meta={"csrf": False})
            form.validate()
            head = '{% from "components/form.html" import form as form_ %}'
            html = render_template_string(head + source, form=form, **facts)
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        tree: Element = parser.parseFragment(html)
        return tree

    return rendered


def by_id(root: Element, name: str) -> Element:
    [found] = [x for x in root.iter() if x.get("id") == name]
    return found


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_a_field_stands_in_the_order_label_hint_error_control(render: Render) -> None:
    root = render('{{ form_(form, "Save") }}')
    [field] = [x for x in root.iter("div") if x.find("input[@id='name']") is not None]
    assert [(x.tag, x.get("id")) for x in field] == [
        ("label", None),
        ("span", "name-hint"),
        ("span", "name-error"),
        ("input", "name"),
    ]


def test_hint_and_error_are_both_read_out_with_their_control(render: Render) -> None:
    control = by_id(render('{{ form_(form, "Save") }}'), "name")
    assert control.get("aria-describedby") == "name-hint name-error"
    assert control.get("aria-invalid") == "true"


def test_a_field_that_is_right_says_nothing_of_errors(render: Render) -> None:
    control = by_id(render('{{ form_(form, "Save") }}'), "remark")
    assert (control.get("aria-describedby"), control.get("aria-invalid")) == (None, None)


def test_the_summary_repeats_each_error_and_leads_to_its_control(render: Render) -> None:
    root = render('{{ form_(form, "Save") }}')
    [summary] = [x for x in root.iter("div") if x.get("class") == "summary"]
    targets = [(x.get("href") or "").removeprefix("#") for x in summary.iter("a")]
    assert targets == ["name", "born", "authority-0", "address-city"]
    assert [by_id(root, x).tag for x in targets] == ["input"] * 4
    assert words(by_id(root, "name-error")) == "Error: This field is required."


def test_radios_and_boxes_are_groups_with_a_legend(render: Render) -> None:
    root = render('{{ form_(form, "Save") }}')
    legends = {words(x) for x in root.iter("legend")}
    assert legends == {"Authority", "Zones (optional)", "Address"}
    assert by_id(root, "authority").get("aria-describedby") == "authority-error"


def test_every_control_has_a_name_that_is_seen(render: Render) -> None:
    root = render('{{ form_(form, "Save") }}')
    labelled = {x.get("for") for x in root.iter("label")}
    controls = [x for tag in ("input", "select", "textarea") for x in root.iter(tag)]
    assert {x.get("id") for x in controls} - labelled == set()


def test_a_form_with_a_file_is_sent_in_parts_and_guards_what_was_typed(render: Render) -> None:
    [form] = render('{{ form_(form, "Save", action="/x") }}').iter("form")
    assert form.attrib == {
        "class": "formwide",
        "method": "post",
        "novalidate": "",
        "action": "/x",
        "enctype": "multipart/form-data",
        "data-guard": "",
    }


def test_an_error_of_the_whole_form_stands_in_the_summary(render: Render) -> None:
    root = render('{% set _x = form.form_errors.append("Too late.") %}{{ form_(form, "Save") }}')
    [summary] = [x for x in root.iter("div") if x.get("class") == "summary"]
    assert words(next(iter(summary.iter("li")))) == "Too late."
