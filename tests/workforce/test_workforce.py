"""Staff of the host come in by a simple list, and hold their badges first."""

from io import BytesIO

import pytest
from sqlalchemy import select

from ceremony.badges.models import Credential
from ceremony.core import jobs
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, NotAllowed
from ceremony.core.permissions import SYSTEM, Role
from ceremony.gates.models import GatePass
from ceremony.people import operations as people_operations
from ceremony.people.kinds import BodyKind, Function
from ceremony.people.models import Accreditation, Body, Participation, Person
from ceremony.people.states import State
from ceremony.workforce import lines, operations, queries
from ceremony.workforce.forms import decoded
from ceremony.workforce.lines import Staff
from tests import cast, make
from tests.client import parse, words
from tests.counting import statements

URL = "/desk/workforce"


@pytest.fixture
def gate_team(session):
    """A service of a ceremony that has a category."""
    make.ceremony()
    make.category()
    with transaction(SYSTEM):
        return operations.add_service(actor=SYSTEM, name="Gate team")


@pytest.fixture
def registrar(gate_team, signed_in):
    return signed_in(Role.REGISTRAR)


def staff(*names, title="Gate officer"):
    return [Staff(family, given, title) for family, given in (x.split(" ") for x in names)]


def register(service, *names, actor=SYSTEM, **more):
    with transaction(actor):
        return operations.register(actor=actor, service=service, staff=staff(*names), **more)


def people():
    """Everybody: name, job title, state."""
    rows = select(Person.badge_name, Participation.title, Accreditation.state).join(
        Participation, Participation.person_id == Person.id
    )
    rows = rows.join(Accreditation, Accreditation.person_id == Person.id).order_by(Person.id)
    return [tuple(x) for x in db.session.execute(rows)]


def errors(response):
    return [words(x) for x in parse(response.text).findall(".//div[@class='summary']//li")]


def table(response):
    """The cells of each row of the list."""
    body = parse(response.text).find(".//tbody")
    rows = [] if body is None else body.findall("tr")
    return [[words(cell) for cell in row] for row in rows]


class TestServices:
    def test_a_service_gets_a_code_of_its_own(self, gate_team):
        with transaction(SYSTEM):
            second = operations.add_service(actor=SYSTEM, name="Print room")
        assert (gate_team.code, second.code, second.kind) == (
            "W-0001",
            "W-0002",
            BodyKind.WORKFORCE,
        )

    @pytest.mark.parametrize("name", ["Gate team", "GATE  TEAM", "gate-team", "W-0001"])
    def test_a_name_is_taken_however_it_is_written(self, gate_team, name):
        with pytest.raises(operations.NameTaken), transaction(SYSTEM):
            operations.add_service(actor=SYSTEM, name=name)

    def test_a_service_may_keep_its_name_when_it_is_renamed(self, gate_team):
        with transaction(SYSTEM):
            operations.rename_service(actor=SYSTEM, service=gate_team, name="Gate Team")
        assert queries.service(gate_team.id).name == "Gate Team"

    def test_the_badges_of_its_staff_follow_a_new_name(self, gate_team):
        officer = cast.actor(Role.REGISTRAR)
        register(gate_team, "Berg Ana", approved=True, actor=officer)
        with transaction(SYSTEM):
            operations.rename_service(actor=SYSTEM, service=gate_team, name="Gates")
        assert list(db.session.scalars(select(GatePass.body_name))) == ["Gates"]

    @pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.BADGE_OFFICER, Role.LIAISON_OFFICER])
    def test_only_the_registrar_manages_them(self, gate_team, role):
        other = cast.actor(role)
        with pytest.raises(NotAllowed), transaction(other):
            operations.add_service(actor=other, name="Liaison")
        with pytest.raises(NotAllowed):
            register(gate_team, "Berg Ana", actor=other)


class TestRegistering:
    def test_they_are_staff_with_their_job_title(self, gate_team):
        register(gate_team, "Berg Ana")
        assert people() == [("Ana Berg", "Gate officer", State.SUBMITTED)]
        [function] = db.session.scalars(select(Participation.function))
        assert function is Function.STAFF

    def test_approved_at_once_they_hold_a_badge(self, gate_team):
        made = register(
            gate_team, "Berg Ana", "Cole Ben", approved=True, actor=cast.actor(Role.REGISTRAR)
        )
        assert (len(made.person_ids), made.approving.done, made.approving.skipped) == (2, 2, [])
        assert [x[2] for x in people()] == [State.APPROVED, State.APPROVED]
        assert len(list(db.session.scalars(select(Credential.id)))) == 2

    def test_many_are_approved_by_long_work(self, gate_team, registrar, monkeypatch):
        monkeypatch.setattr(people_operations, "CHUNK", 1)
        officer = cast.actor(Role.REGISTRAR)
        made = register(gate_team, "Berg Ana", "Cole Ben", approved=True, actor=officer)
        assert (made.approving.name, made.approving.total) == ("people.decide", 2)
        assert [x[2] for x in people()] == [State.SUBMITTED] * 2
        url = f"{URL}/{gate_team.id}"
        sent = registrar.send(f"{url}/approve", page=url)
        assert sent.location == f"/desk/people/decisions/{made.approving.id + 1}"
        person = {"family_name": "Dahl", "given_names": "Cy", "title": "Gate officer"}
        registrar.send(url, **person, approve="yes")
        while jobs.work_once("a worker"):
            pass
        db.session.rollback()
        assert [x[2] for x in people()] == [State.APPROVED] * 3

    def test_a_long_list_is_said_to_be_approved_after_it_is_registered(
        self, gate_team, registrar, monkeypatch
    ):
        monkeypatch.setattr(people_operations, "CHUNK", 1)
        url = f"{URL}/{gate_team.id}"
        text = "Berg;Ana;Printer\nCole;Ben;Printer"
        after = registrar.send(f"{url}/several", text=text, approve="yes").location
        page = registrar.get(after).text
        assert "2 people registered." in page
        assert "2 people are being approved." in page

    @pytest.mark.parametrize("known", ["Berg Ana", "Ana Berg", "BERG Ána"])
    def test_a_known_name_is_asked_about(self, gate_team, known):
        register(gate_team, "Berg Ana")
        with pytest.raises(operations.SameName, match="Ana Berg, Gate team"):
            register(gate_team, known)
        assert len(people()) == 1
        register(gate_team, known, others={staff(known)[0].key})
        assert len(people()) == 2

    def test_a_delegate_of_that_name_is_asked_about_too(self, gate_team):
        make.person("Ana", "Berg", body=make.body())
        with pytest.raises(operations.SameName, match="Ana Berg, Qatar"):
            register(gate_team, "Berg Ana")

    @pytest.mark.both_databases
    def test_all_of_them_or_nobody(self, gate_team):
        register(gate_team, "Berg Ana")
        with pytest.raises(operations.SameName):
            register(gate_team, "Cole Ben", "Berg Ana")
        assert len(people()) == 1

    def test_a_withdrawal_ends_the_badge_and_can_be_undone(self, gate_team):
        register(gate_team, "Berg Ana", approved=True)
        [worker_id] = db.session.scalars(select(Participation.id))
        worker = queries.worker(worker_id)
        with transaction(SYSTEM):
            operations.withdraw(actor=SYSTEM, worker=worker)
        assert people()[0][2] is State.WITHDRAWN
        worker = queries.worker(worker_id)
        with transaction(SYSTEM):
            operations.put_back(actor=SYSTEM, worker=worker)
        assert people()[0][2] is State.SUBMITTED


class TestReadingLines:
    def found(self, text):
        return [(x.number, x.staff, x.errors) for x in lines.read(text)]

    @pytest.mark.parametrize("separator", [";", ",", "\t"])
    def test_cells_are_parted_by_what_a_spreadsheet_gives(self, session, separator):
        text = separator.join(["Đặng", "Hà My", "Printer", "VNM", "my@host.example"])
        assert self.found(text) == [
            (1, Staff("Đặng", "Hà My", "Printer", "VNM", "my@host.example"), [])
        ]

    def test_the_last_cells_may_be_left_out_and_empty_lines_count(self, session):
        assert self.found("\ufeff\r\nBerg; Ana ;Gate  officer\r\n\r\n") == [
            (2, Staff("Berg", "Ana", "Gate officer"), [])
        ]

    def test_headings_say_the_order(self, session):
        text = "Job title;Email;First name;Surname\nGate officer;;Ana;Berg"
        assert self.found(text) == [(2, Staff("Berg", "Ana", "Gate officer"), [])]

    def test_a_cell_in_quotes_may_hold_the_separator(self, session):
        assert self.found('Berg;Ana;"Officer; night"')[0][1] == Staff(
            "Berg", "Ana", "Officer; night"
        )

    @pytest.mark.parametrize(
        ("line", "sentence"),
        [
            ("; ;Gate officer", "The name is missing."),
            ("Berg;Ana", "The job title is missing: it stands on the badge."),
            ("Berg;Ana;Officer;Atlantis", "“Atlantis” is no nationality we know."),
            ("Berg;Ana;Officer;;ana@", "“ana@” is no email address."),
            ("Berg;Ana;Officer;;;;more", "It has more cells than there are columns."),
            ("Be\x00rg;Ana;Officer", "It holds invisible control characters: U+0000."),
            (f"{'B' * 101};Ana;Officer", "A cell has more than 100 characters."),
        ],
    )
    def test_what_is_wrong_is_said_of_its_line(self, session, line, sentence):
        assert self.found(line) == [(1, None, [sentence])]

    def test_a_list_has_an_end(self, session):
        found = self.found("Berg;Ana;Officer\n" * 501)
        assert len(found) == 501
        assert found[-1][2] == ["A list has at most 500 lines: send the rest apart."]

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_a_file_is_read_as_spreadsheets_save_it(self, encoding):
        assert decoded("Bjørn;Åse;Türsteher".encode(encoding)) == "Bjørn;Åse;Türsteher"


class TestNames:
    """Whose nationality nobody said is called as the host's people are."""

    @pytest.fixture
    def host(self, gate_team):
        return make.ceremony(host="VNM")

    def test_without_a_nationality_the_order_is_that_of_the_host(self, host, gate_team):
        register(gate_team, "Đặng Hà", "Lê An")
        assert [x[0] for x in people()] == ["Đặng Hà", "Lê An"]

    def test_a_nationality_says_otherwise_and_so_does_a_column(self, host, gate_team, registrar):
        url = f"{URL}/{gate_team.id}/several"
        text = "Đặng;Hà;Printer\nBerg;Ana;Printer;FRA\nLê;An;Printer;;;An Lê"
        assert [x[1] for x in table(registrar.send(url, text=text, look="yes"))] == [
            "Đặng Hà",
            "Ana Berg",
            "An Lê",
        ]
        registrar.send(url, text=text, register="yes")
        assert [x[0] for x in people()] == ["Đặng Hà", "Ana Berg", "An Lê"]

    def test_a_ceremony_without_a_host_puts_given_names_first(self, gate_team):
        register(gate_team, "Đặng Hà")
        assert people()[0][0] == "Hà Đặng"

    @pytest.mark.parametrize(
        ("changed", "name"),
        [
            ({"given_names": "Hà My"}, "Đặng Hà My"),
            ({"nationality_code": "FRA"}, "Hà Đặng"),
            ({"badge_name": "Hà của Đặng"}, "Hà của Đặng"),
            ({"badge_name": ""}, "Đặng Hà"),
        ],
    )
    def test_the_name_on_the_badge_follows_until_somebody_writes_it(
        self, host, gate_team, registrar, changed, name
    ):
        register(gate_team, "Đặng Hà")
        [worker_id] = db.session.scalars(select(Participation.id))
        url = f"{URL}/people/{worker_id}"
        shown = {
            x.get("name"): x.get("value") for x in parse(registrar.get(url).text).iter("input")
        }
        form = {x: shown[x] for x in ("csrf_token", "version", "part_version", "badge_name")}
        form |= {"family_name": "Đặng", "given_names": "Hà", "title": "Gate officer"}
        assert registrar.post(url, data=form | changed).status_code == 303
        assert people()[0][0] == name


class TestPages:
    def test_a_service_is_added_and_opened(self, registrar):
        made = registrar.send(URL, name="Print room")
        assert "Print room" in registrar.get(made.location).text
        assert errors(registrar.send(URL, name="Print room")) == [
            "There is a service of this name already."
        ]
        assert errors(registrar.send(URL, name=" ")) == ["Give the service a name."]
        assert table(registrar.get(URL)) == [
            ["Gate team", "–", "–", "–", "0"],
            ["Print room", "–", "–", "–", "0"],
        ]

    def test_one_after_another_by_keyboard(self, registrar, gate_team):
        url = f"{URL}/{gate_team.id}"
        person = {"family_name": "Berg", "given_names": "Ana", "title": "Gate officer"}
        after = registrar.send(url, **person, approve="yes").location
        assert people() == [("Ana Berg", "Gate officer", State.APPROVED)]
        page = parse(registrar.get(after).text)
        assert page.find(".//input[@name='family_name']").get("autofocus") is not None
        assert [x.get("value") for x in page.iter("option")][-1] == "Gate officer"
        registrar.send(url, family_name="Cole", title="Gate officer", register="yes")
        assert [x[:4] for x in table(registrar.get(url))] == [
            ["Ana Berg", "Gate officer", "Delegate", "Approved"],
            ["Cole", "Gate officer", "Delegate", "Submitted"],
        ]

    def test_wrong_input_is_said_and_kept(self, registrar, gate_team):
        sent = registrar.send(f"{URL}/{gate_team.id}", email="nobody@", nationality_code="QQQ")
        assert errors(sent) == [
            "Give at least one name.",
            "Give the job title: it stands on the badge.",
            "Not a valid choice.",
            "This is no email address such as name@host.example.",
        ]
        assert parse(sent.text).find(".//input[@name='email']").get("value") == "nobody@"

    def test_a_known_name_is_asked_about_at_once(self, registrar, gate_team):
        register(gate_team, "Berg Ana")
        person = {"family_name": "Berg", "given_names": "Ana", "title": "Printer"}
        url = f"{URL}/{gate_team.id}"
        assert errors(registrar.send(url, **person)) == [
            "Ana Berg is registered already: Ana Berg, Gate team."
        ]
        registrar.send(url, **person, is_another="y")
        assert len(people()) == 2

    @pytest.mark.both_databases
    def test_a_list_is_looked_at_before_anybody_is_registered(self, registrar, gate_team):
        url = f"{URL}/{gate_team.id}/several"
        text = "Berg;Ana;Gate officer\nCole;Ben\n"
        looked = registrar.send(url, text=text, register="yes")
        assert table(looked) == [
            ["1", "Ana Berg", "Gate officer", "–"],
            ["2", "Cole; Ben", "–", "The job title is missing: it stands on the badge."],
        ]
        assert parse(looked.text).find(".//textarea").text.strip() == text.strip()
        assert people() == []
        mended = text.replace("Ben", "Ben;Printer")
        shown = registrar.send(url, text=mended, look="yes")
        assert "Register and approve 2" in words(parse(shown.text))
        assert registrar.send(url, text=mended, approve="yes").status_code == 303
        assert people() == [
            ("Ana Berg", "Gate officer", State.APPROVED),
            ("Ben Cole", "Printer", State.APPROVED),
        ]

    def test_a_list_comes_from_a_file(self, registrar, gate_team):
        url = f"{URL}/{gate_team.id}/several"
        shown = registrar.send(
            url, file=(BytesIO(b"Berg;Ana;Gate officer"), "team.csv"), look="yes"
        )
        assert parse(shown.text).find(".//textarea").text.strip() == "Berg;Ana;Gate officer"
        assert people() == []

    @pytest.mark.parametrize("text", ["", "\n \n", ";;;"])
    def test_an_empty_list_registers_nobody(self, registrar, gate_team, text):
        sent = registrar.send(f"{URL}/{gate_team.id}/several", text=text, register="yes")
        assert errors(sent) == ["Write at least one line."]

    def test_names_that_are_known_or_stand_there_twice_are_asked_about(self, registrar, gate_team):
        register(gate_team, "Berg Ana")
        url = f"{URL}/{gate_team.id}/several"
        text = "Berg;Ana;Printer\nCole;Ben;Printer\nCole;Ben;Printer"
        shown = registrar.send(url, text=text, register="yes")
        assert [x[3] for x in table(shown)] == [
            "Somebody else than Ana Berg, Gate team",
            "–",
            "Somebody else than line 2 of this list",
        ]
        assert len(people()) == 1
        registrar.send(url, text=text, register="yes", another=["ana berg", "ben cole"])
        assert len(people()) == 4

    def test_those_who_wait_are_approved_together(self, registrar, gate_team):
        register(gate_team, "Berg Ana", "Cole Ben")
        url = f"{URL}/{gate_team.id}"
        assert "Approve the 2 who wait" in registrar.get(url).text
        registrar.send(f"{url}/approve", page=url)
        assert "2 people approved." in registrar.get(url).text

    def test_a_withdrawal_is_undone_on_the_next_page(self, registrar, gate_team):
        register(gate_team, "Berg Ana")
        [worker_id] = db.session.scalars(select(Participation.id))
        page = f"{URL}/{gate_team.id}"
        after = registrar.send(f"{URL}/people/{worker_id}/withdraw", page=page).location
        assert "Ana Berg was withdrawn." in registrar.get(after).text
        registrar.send(f"{URL}/people/{worker_id}/put-back", page=after)
        assert people()[0][2] is State.SUBMITTED
        again = registrar.send(f"{URL}/people/{worker_id}/put-back", page=page)
        assert "Not possible while the state is Submitted." in registrar.get(again.location).text
        assert "was withdrawn" not in registrar.get(after).text

    @pytest.mark.both_databases
    def test_somebody_is_changed_and_a_stale_form_is_noticed(self, registrar, gate_team):
        register(gate_team, "Berg Ana")
        [worker_id] = db.session.scalars(select(Participation.id))
        url = f"{URL}/people/{worker_id}"
        old = {
            x.get("name"): x.get("value")
            for x in parse(registrar.get(url).text).iter("input")
            if x.get("name") in {"version", "part_version", "csrf_token"}
        }
        changed = {"family_name": "Berg", "given_names": "Anna", "title": "Printer"}
        assert registrar.post(url, data=old | changed).status_code == 303
        assert people() == [("Anna Berg", "Printer", State.SUBMITTED)]
        stale = registrar.post(url, data=old | changed | {"given_names": "Ann"})
        assert "Given names: saved meanwhile as Anna" in errors(stale)
        assert people()[0][0] == "Anna Berg"

    def test_a_delegation_is_no_service(self, registrar):
        other = make.body()
        make.person(body=other)
        [worker_id] = db.session.scalars(select(Participation.id))
        assert registrar.get(f"{URL}/{other.id}").status_code == 404
        assert registrar.get(f"{URL}/people/{worker_id}").status_code == 404

    def test_their_badges_are_one_step_away(self, gate_team, signed_in):
        register(gate_team, "Berg Ana", approved=True)
        page = signed_in(Role.REGISTRAR, Role.BADGE_OFFICER).get(f"{URL}/{gate_team.id}")
        [link] = [x for x in parse(page.text).iter("a") if words(x) == "Print their badges"]
        assert link.get("href") == "/desk/badges/prints/new?delegation=W-0001"

    def test_three_people_cost_no_more_statements_than_one(self, registrar, gate_team):
        url = f"{URL}/{gate_team.id}"
        counted = []
        for names in (["Berg Ana"], ["Cole Ben", "Dahl Cy"]):
            register(gate_team, *names)
            registrar.get(url)
            with statements() as sent:
                registrar.get(url)
            counted.append(len(sent))
        assert counted[0] == counted[1]


class TestCommand:
    def test_a_file_registers_a_new_service(self, run, tmp_path, gate_team):
        file = tmp_path / "print.csv"
        file.write_text("Berg;Ana;Printer\nCole;Ben;Printer\n", encoding="utf-8")
        dry = run("workforce", "import", str(file), "--service", "Print room", "--dry-run")
        assert (dry.exit_code, dry.output) == (0, "2 people would be registered.\n")
        done = run("workforce", "import", str(file), "--service", "Print room", "--approve")
        assert (done.exit_code, done.output) == (
            0,
            "2 people registered. 2 people approved.\n",
        )
        assert [x.name for x in db.session.scalars(select(Body).order_by(Body.id))] == [
            "Gate team",
            "Print room",
        ]

    def test_lines_that_are_wrong_register_nobody(self, run, tmp_path, gate_team):
        file = tmp_path / "print.csv"
        file.write_text("Berg;Ana;Printer\nBerg;Ana;Printer\nCole\n", encoding="utf-8")
        done = run("workforce", "import", str(file), "--service", "Gate team")
        assert done.exit_code == 1
        assert done.output.splitlines() == [
            "Line 2: somebody of this name is there: line 1 of this list.",
            "Line 3: The job title is missing: it stands on the badge.",
            "Error: Nobody was registered.",
        ]
        assert people() == []
        file.write_text("Berg;Ana;Printer\nBerg;Ana;Printer\n", encoding="utf-8")
        done = run("workforce", "import", str(file), "--service", "gate team", "--same-names")
        assert (done.exit_code, len(people())) == (0, 2)

    def test_without_a_category_the_sentence_says_so(self, run, tmp_path, session):
        make.ceremony()
        file = tmp_path / "print.csv"
        file.write_text("Berg;Ana;Printer\n", encoding="utf-8")
        done = run("workforce", "import", str(file), "--service", "Print room")
        assert done.exit_code == 1
        assert "Error:" in done.output
        assert people() == []


def test_the_category_table_must_have_a_line(session):
    make.ceremony()
    with transaction(SYSTEM):
        service = operations.add_service(actor=SYSTEM, name="Gate team")
    with pytest.raises(DomainError):
        register(service, "Berg Ana")
