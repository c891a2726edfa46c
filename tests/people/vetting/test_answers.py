"""Answers of the authority: read however they are written, judged row by row, imported at once."""

import io

import pytest
from openpyxl import Workbook
from sqlalchemy import text

from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, EditConflict, NotAllowed
from ceremony.core.permissions import SYSTEM, Role
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.vetting import answers, batches, exchange
from ceremony.people.vetting.answers import Finding
from ceremony.people.vetting.exchange import Answer
from ceremony.people.vetting.states import Answered, State
from tests import cast, workbooks
from tests.people.vetting import vetted


class TestReading:
    @pytest.mark.parametrize(
        "text",
        [
            "reference,result,remark\nV-000001,Cleared,fine\n",
            "\ufeffReference;Result;Remark\r\nV-000001;Cleared;fine\r\n",
            "Remarks\tdecision\tREF\nfine\tCleared\tV-000001\n",
            "Référence;Avis;Observations;x\nV-000001;Cleared;fine;y\n",
        ],
    )
    def test_csv_in_any_dress(self, text):
        assert exchange.read(text.encode()) == [Answer(2, "V-000001", "Cleared", "fine")]

    def test_xlsx(self):
        book, written = Workbook(), io.BytesIO()
        for row in (["Reference", "Result"], ["V-000001", "objected"], [], ["V-000002", 1]):
            book.active.append(row)
        book.save(written)
        assert exchange.read(written.getvalue()) == [
            Answer(2, "V-000001", "objected", ""),
            Answer(4, "V-000002", "1", ""),
        ]

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "The file is empty."),
            (b"\n \n", "The file is empty."),
            (b"name,result\nBo,ok\n", "The first row names no column “reference”."),
            (b"reference,x\nV-1,ok\n", "The first row names no column “result”."),
            (b"PK\x03\x04nonsense", "The workbook is damaged: its end is missing or wrong."),
            (b"%PDF\x00\x01", "The file is not a table. Send an .xlsx or a .csv file."),
            (b"r\xff\xe9f", "The letters cannot be read. Save the file as “CSV UTF-8”."),
            (b"x" * (exchange.MAX_BYTES + 1), "The file has more than 5 MB."),
        ],
    )
    def test_a_file_that_is_none_is_refused_in_a_sentence(self, content, sentence):
        with pytest.raises(DomainError) as refused:
            exchange.read(content)
        assert (str(refused.value), refused.value.field) == (sentence, "file")

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (workbooks.far_cell(), "right to column XFD"),
            (workbooks.far_cell_without_names(), "right to column WQJ"),
            (workbooks.bomb(), "unpacks to more than 200 MB"),
            (workbooks.lying_bomb(), "unpacks to more than 200 MB"),
            (workbooks.lying_bomb(1), "The workbook is damaged"),
        ],
        ids=["far cell", "far cell without names", "bomb", "lying bomb", "lying part"],
    )
    def test_a_workbook_that_would_fill_the_memory_is_refused(self, content, sentence):
        with pytest.raises(DomainError) as refused:
            exchange.read(content)
        assert sentence in str(refused.value)
        assert refused.value.field == "file"

    @pytest.mark.parametrize(
        "word", ["cleared", "CLEAR", " No  objection ", "Sans objection", "Đồng ý"]
    )
    def test_spellings_of_cleared(self, word):
        assert Answer(2, "V-1", word, "").meaning is exchange.Result.CLEARED

    @pytest.mark.parametrize("word", ["Objected", "not cleared", "Refusé", "từ chối", "REJECTED"])
    def test_spellings_of_objected(self, word):
        assert Answer(2, "V-1", word, "").meaning is exchange.Result.OBJECTED

    @pytest.mark.parametrize("word", ["", "no", "yes", "maybe", "cleared or not"])
    def test_what_may_mean_either_means_nothing(self, word):
        assert Answer(2, "V-1", word, "").meaning is None

    @pytest.mark.parametrize("word", ["V-000012", "v-12", "V 12", "V12"])
    def test_references_as_people_type_them(self, word):
        assert Answer(2, word, "", "").vetting_id == 12

    @pytest.mark.parametrize("word", ["12", "V-", "V-12a", "W-12", "V-" + "9" * 12, "V-²"])
    def test_what_is_no_reference(self, word):
        assert Answer(2, word, "", "").vetting_id is None


class TestTheDryRun:
    @pytest.fixture
    def sent(self):
        """Six persons of a batch: what became of them stands in the tests."""
        return [vetted.somebody(x) for x in "ABCDEF"]

    @pytest.fixture
    def batch(self, sent):
        return vetted.batch(*sent)

    def judged(self, batch, *rows):
        given = [Answer(n, ref, result, "") for n, (ref, result) in enumerate(rows, 2)]
        return [x.finding for x in answers.examine(batch.id, given).rows]

    def ref(self, person):
        return vetted.of(person).reference

    def test_sound_rows_have_no_finding(self, batch, sent):
        rows = [(self.ref(sent[0]), "cleared"), (self.ref(sent[1]), "objected")]
        assert self.judged(batch, *rows) == [None, None]

    def test_nobody_of_this_reference(self, batch):
        assert (
            self.judged(batch, ("V-9999", "cleared"), ("?", "cleared"), ("", "cleared"))
            == [Finding.UNKNOWN] * 3
        )

    def test_somebody_of_no_batch_or_another(self, batch):
        other = vetted.somebody("Other")
        assert self.judged(batch, (self.ref(other), "cleared")) == [Finding.ELSEWHERE]
        vetted.batch(other)
        assert self.judged(batch, (self.ref(other), "cleared")) == [Finding.ELSEWHERE]

    def test_a_result_that_cannot_be_read(self, batch, sent):
        assert self.judged(batch, (self.ref(sent[0]), "perhaps")) == [Finding.UNREADABLE]

    def test_the_same_twice_counts_once(self, batch, sent):
        row = self.ref(sent[0]), "cleared"
        assert self.judged(batch, row, row) == [None, Finding.DOUBLE]

    def test_contradictions_count_never(self, batch, sent):
        ref = self.ref(sent[0])
        rows = [(ref, "cleared"), (ref, "objected")]
        assert self.judged(batch, *rows) == [Finding.CONTRADICTION] * 2

    def test_who_changed_since_is_not_cleared(self, batch, sent):
        with transaction(SYSTEM):
            people.change(actor=SYSTEM, person=queries.person(sent[0].id), family_name="Other")
        row = self.ref(sent[0]), "cleared"
        assert self.judged(batch, row) == [Finding.CHANGED]
        later = vetted.batch(sent[0])
        assert self.judged(batch, row) == [Finding.CHANGED]
        assert self.judged(later, row) == [None]

    def test_who_was_answered_already(self, batch, sent):
        vetted.act("clear", sent[0])
        assert self.judged(batch, (self.ref(sent[0]), "objected")) == [Finding.ANSWERED]

    def test_who_rose_above_vetting(self, batch, sent):
        part = queries.participation(queries.participations_of([sent[0].id])[0].id)
        with transaction(SYSTEM):
            people.change_participation(actor=SYSTEM, participation=part, rank="head_of_state")
        vetted.act("repeat", sent[0])
        assert self.judged(batch, (self.ref(sent[0]), "objected")) == [Finding.BYPASSED]


class TestTheImport:
    @pytest.fixture
    def persons(self):
        return [vetted.somebody(x) for x in "ABC"]

    @pytest.fixture
    def kept(self, persons):
        """Answers about A and B, and about nobody."""
        batch = vetted.batch(*persons)
        a, b = (vetted.of(x).reference for x in persons[:2])
        rows = [
            Answer(2, a, "ok", "fine"),
            Answer(3, b, "objected", ""),
            Answer(4, "V-9", "ok", ""),
        ]
        officer = cast.actor(Role.VETTING_OFFICER)
        with transaction(officer):
            kept = answers.keep(actor=officer, batch=batch, name="answers.csv", rows=rows)
        return answers.answers_of(kept.id)

    def accept(self, kept, **more):
        officer = cast.actor(Role.VETTING_OFFICER)
        given = {"outcome": answers.review(kept).outcome, "leave_out": True} | more
        with transaction(officer):
            return answers.accept(actor=officer, answers=answers.answers_of(kept.id), **given)

    def states(self, persons):
        return [vetted.of(x).state for x in persons]

    def test_the_file_is_kept_encrypted_and_forgotten(self, kept):
        stored = text("SELECT rows FROM vetting_answers_content")
        assert "fine" not in db.session.scalars(stored).one()
        self.accept(kept)
        assert db.session.scalars(stored).all() == []
        after = answers.answers_of(kept.id)
        assert (after.state, after.counts) == (
            Answered.IMPORTED,
            {"cleared": 1, "objected": 1, "left_out": 1},
        )

    @pytest.mark.both_databases
    def test_sound_rows_are_imported_without_the_others(self, kept, persons):
        self.accept(kept)
        assert self.states(persons) == [State.CLEARED, State.OBJECTED, State.SENT]
        assert vetted.of(persons[0]).remark == "fine"

    def test_or_all_rows_or_none(self, kept, persons):
        with pytest.raises(DomainError, match="1 row cannot be imported"):
            self.accept(kept, leave_out=False)
        assert self.states(persons) == [State.SENT] * 3

    def test_nothing_is_imported_that_was_not_shown(self, kept, persons):
        outcome = answers.review(kept).outcome
        vetted.act("clear", persons[1])
        with pytest.raises(EditConflict):
            self.accept(kept, outcome=outcome)
        assert self.states(persons) == [State.SENT, State.CLEARED, State.SENT]

    def test_it_is_imported_once(self, kept):
        self.accept(kept)
        with pytest.raises(DomainError, match="Not possible while the state is Imported"):
            self.accept(kept, outcome=None)

    def test_discarding_changes_nobody(self, kept, persons):
        officer = cast.actor(Role.VETTING_OFFICER)
        with transaction(officer):
            answers.discard(actor=officer, answers=answers.answers_of(kept.id))
        assert self.states(persons) == [State.SENT] * 3
        assert answers.waiting() == []

    def test_only_vetting_officers_may(self, kept):
        registrar = cast.actor(Role.REGISTRAR)
        again = answers.answers_of(kept.id)
        batch = batches.batch(again.batch_id)
        with pytest.raises(NotAllowed), transaction(registrar):
            answers.accept(actor=registrar, answers=again, outcome=None, leave_out=True)
        with pytest.raises(NotAllowed), transaction(registrar):
            answers.keep(actor=registrar, batch=batch, name="x", rows=[])
        with pytest.raises(NotAllowed), transaction(registrar):
            answers.discard(actor=registrar, answers=answers.answers_of(kept.id))
