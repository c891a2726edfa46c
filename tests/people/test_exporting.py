"""The list as a file: exactly what is seen, in its order, and nothing that runs."""

import csv
import os
from datetime import date, datetime
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from ceremony.core import audit, jobs
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.people import exported, exporting
from ceremony.people.listing import Filter
from tests import cast, make

LONG = "/desk/people/export"


@pytest.fixture
def registrar(signed_in):
    make.ceremony()
    return signed_in(Role.REGISTRAR)


@pytest.fixture
def straight(monkeypatch):
    """Two rows are many, and one is a chunk."""
    monkeypatch.setattr("ceremony.people.views.exports.STRAIGHT", 1)
    monkeypatch.setattr(exporting, "CHUNK", 1)


def take(client, kind="csv", **asked):
    return client.send(f"{LONG}/{kind}", page="/desk/people", **asked)


def rows(answer):
    return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))


def names_in(content, kind):
    """The first column of a file."""
    if kind == "csv":
        return [x[0] for x in csv.reader(StringIO(content.decode("utf-8-sig")))]
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    return [x[0].value for x in sheet.iter_rows()]


def exports():
    """What the trail says of them."""
    kept = select(AuditEntry.actor_id, AuditEntry.details).where(
        AuditEntry.event == "people.exported"
    )
    db.session.rollback()
    return [tuple(x) for x in db.session.execute(kept.order_by(AuditEntry.id))]


class TestCsv:
    def test_it_has_the_columns_the_order_and_all_rows_of_the_list(self, registrar, monkeypatch):
        monkeypatch.setattr("ceremony.people.listing.SIZE", 1)
        for name in "BAC":
            make.person(name, "", original_name=f"«{name}»", born_on=date(1980, 1, 2))
        answer = take(registrar, columns="function.born.delegation", sort="newest")
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.data.startswith(b"\xef\xbb\xbf")
        assert answer.headers["Cache-Control"] == "private, no-store"
        head = ["Name on badge", "Name in its own script", "Delegation", "Function"]
        assert rows(answer) == [
            [*head, "Date of birth"],
            ["C", "«C»", "Qatar", "Delegate", "1980-01-02"],
            ["A", "«A»", "Qatar", "Delegate", "1980-01-02"],
            ["B", "«B»", "Qatar", "Delegate", "1980-01-02"],
        ]

    def test_it_is_narrowed_as_the_list_is(self, registrar):
        make.person("Amina", "")
        make.accreditation(given_names="Bo", family_name="")
        assert [x[0] for x in rows(take(registrar, q="bo"))] == ["Name on badge", "Bo"]
        assert [x[0] for x in rows(take(registrar, status="submitted"))][1:] == ["Amina"]

    @pytest.mark.parametrize("start", ["=", "+", "-", "@"])
    def test_no_cell_is_a_formula(self, registrar, start):
        make.person("Amina", "", phone=f'{start}HYPERLINK("x")', organisation=f"{start}1")
        [row] = rows(take(registrar, columns="phone.organisation"))[1:]
        assert row[2:] == [f"'{start}1", f'\'{start}HYPERLINK("x")']

    def test_nothing_secret_is_a_column(self, registrar):
        make.person(document_number="ZX987654", dietary_needs="No nuts")
        every = ".".join(exporting.COLUMNS)
        for kind in exporting.KINDS:
            sheet = take(registrar, kind, columns=every).data
            assert b"ZX987654" not in sheet
        text = take(registrar, columns=f"{every}.document_number.dietary_needs").data
        assert b"ZX987654" not in text
        assert b"nuts" not in text


class TestXlsx:
    def test_it_is_a_sheet_to_work_with(self, registrar):
        make.person("Đức", "Nguyễn", born_on=date(1980, 1, 2), organisation="=1+1", phone="+84 1")
        answer = take(registrar, "xlsx", columns="born.registered.organisation.phone")
        book = load_workbook(BytesIO(answer.data))
        people, about = book.worksheets
        assert (people.freeze_panes, people.auto_filter.ref) == ("B2", "A1:F2")
        head, row = people.iter_rows()
        assert [x.value for x in head] == [
            "Name on badge",
            "Name in its own script",
            "Organisation",
            "Date of birth",
            "Telephone",
            "Registered",
        ]
        values = [x.value for x in row]
        assert (values[0], values[2], values[4]) == ("Đức Nguyễn", "=1+1", "+84 1")
        assert row[2].data_type == "s"
        assert (type(values[3]), str(values[3])) == (datetime, "1980-01-02 00:00:00")
        assert row[3].number_format == "yyyy-mm-dd"
        assert isinstance(values[5], datetime)
        assert people.column_dimensions["A"].width >= 12
        facts = {x[0].value: x[1].value for x in about.iter_rows()}
        assert (facts["Ceremony"], facts["Rows"], facts["Taken by"]) == (
            "Convention on Something",
            1,
            "Ravi Menon",
        )
        assert isinstance(facts["As of"], datetime)

    def test_characters_that_no_sheet_can_hold_are_left_out(self, registrar):
        odd = make.person("Amina", "")
        with transaction(SYSTEM):
            audit.record(SYSTEM, "test.made", odd)
            odd.badge_name = "Amina\x0b"  # as it came in before such were refused
        answer = registrar.send(f"{LONG}/xlsx", page="/desk/people/new")
        assert load_workbook(BytesIO(answer.data)).worksheets[0]["A2"].value == "Amina"


class TestWho:
    def test_each_is_recorded_with_how_many_it_names(self, registrar):
        make.person("Amina", "", document_number="ZX1")
        take(registrar, q="amina")
        told = {"kind": "csv", "rows": 1, "job": None}
        columns = ["delegation", "function", "category", "zones", "status"]
        assert exports() == [(cast.officer(Role.REGISTRAR).id, told | {"columns": columns})]

    def test_only_who_may(self, registrar, signed_in):
        make.person()
        for role in (Role.BADGE_OFFICER, Role.GATE_SUPERVISOR):
            officer = signed_in(role)
            assert take(officer).status_code == 403
            assert "/export/" not in officer.get("/desk/people").text
        assert registrar.get(f"{LONG}/csv").status_code == 405
        assert take(registrar, "exe").status_code == 404

    def test_of_nobody_there_is_nothing_to_take(self, registrar):
        make.person()
        answer = take(registrar, q="zzz")
        assert answer.location == "/desk/people?q=zzz"
        assert "nothing to export" in registrar.get("/desk/people").text


class TestJob:
    @pytest.mark.parametrize("kind", exporting.KINDS)
    def test_many_are_written_while_one_waits_and_fetched_by_a_post(
        self, registrar, straight, kind
    ):
        for name in "BAC":
            make.person(name, "")
        page = take(registrar, kind).location
        assert "Waiting to begin" in registrar.get(page).text
        assert exports() == []
        assert jobs.work_once("worker")
        assert "Download 3 rows" in registrar.get(page).text
        assert registrar.get(f"{page}/file").status_code == 405
        fetched = registrar.send(f"{page}/file", page=page)
        assert names_in(fetched.data, kind) == ["Name on badge", "A", "B", "C"]
        [(_who, told)] = exports()
        assert (told["rows"], told["kind"]) == (3, kind)

    def test_nobody_else_fetches_it(self, registrar, straight, signed_in):
        for name in "AB":
            make.person(name, "")
        page = take(registrar).location
        jobs.work_once("worker")
        other = signed_in(Role.CHIEF_OF_PROTOCOL)
        assert other.get(page).status_code == 403
        assert other.send(f"{page}/file", page="/desk/people").status_code == 403
        administrator = signed_in(Role.ADMINISTRATOR)
        assert "Download" not in administrator.get(page).text
        assert administrator.send(f"{page}/file", page="/desk").status_code == 403

    def test_the_next_one_replaces_it_and_after_a_day_it_is_gone(self, registrar, straight):
        for name in "AB":
            make.person(name, "")
        first = take(registrar).location
        jobs.work_once("worker")
        second = take(registrar).location
        jobs.work_once("worker")
        assert registrar.send(f"{first}/file", page=second).status_code == 404
        assert "no longer kept" in registrar.get(first).text
        [file] = exported.path(".").iterdir()
        os.utime(file, (0, 0))
        assert "no longer kept" in registrar.get(second).text
        assert list(exported.path(".").iterdir()) == []

    def test_a_killed_one_is_written_anew(self, registrar, straight):
        for name in "AB":
            make.person(name, "")
        page = take(registrar).location
        job_id = int(page.rpartition("/")[2])
        assert jobs._claim("first") == job_id
        assert jobs._advance(job_id, "first")
        with transaction(SYSTEM, working=True):
            jobs.get(job_id).lease_until = jobs.get(job_id).created_at
        assert jobs.work_once("second")
        fetched = registrar.send(f"{page}/file", page=page)
        assert [x[0] for x in rows(fetched)] == ["Name on badge", "A", "B"]

    @pytest.mark.parametrize("kind", exporting.KINDS)
    def test_two_of_one_officer_do_not_spoil_each_other(self, registrar, straight, kind):
        for name in "AB":
            make.person(name, "")
        pages = [take(registrar, kind).location for _each in range(2)]
        first = jobs.get(int(pages[0].rpartition("/")[2]))
        with transaction(SYSTEM, working=True):
            first.state, first.tries = jobs.State.RUNNING, 1  # by a worker elsewhere
        draft = exported.new(first)
        elsewhere = exporting.Export(draft, kind, Filter(), "Ana")
        assert not elsewhere.go_on()

        assert jobs.work_once("second")
        fetched = registrar.send(f"{pages[1]}/file", page=pages[1])
        assert names_in(fetched.data, kind) == ["Name on badge", "A", "B"]

        assert elsewhere.go_on()
        exported.finish(first, draft)
        [made] = exported.path(".").iterdir()
        assert names_in(made.read_bytes(), kind) == ["Name on badge", "A", "B"]

    def test_what_was_deleted_is_not_gone_on_with(self, registrar, straight, tmp_path):
        for name in "AB":
            make.person(name, "")
        draft = tmp_path / "people.csv"
        export = exporting.Export(draft, "csv", Filter(), "Ana")
        assert not export.go_on()
        draft.unlink()
        with pytest.raises(FileNotFoundError):
            export.go_on()
        assert not draft.exists()

    def test_it_can_be_stopped(self, registrar, straight):
        for name in "AB":
            make.person(name, "")
        page = take(registrar).location
        registrar.send(f"{page}/stop", page=page)
        assert "The export was stopped" in registrar.get(page).text
        assert not jobs.work_once("worker")
