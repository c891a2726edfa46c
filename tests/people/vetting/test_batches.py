"""Batches: the authority is asked about each person once."""

import csv
import io
from datetime import date
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, NotAllowed
from ceremony.core.permissions import SYSTEM, Role
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.kinds import BodyKind
from ceremony.people.vetting import batches, exchange, listing
from ceremony.people.vetting.models import VettingBatch, VettingSent
from ceremony.people.vetting.states import State
from tests import cast
from tests.people.vetting import vetted


def test_a_batch_takes_those_who_wait_and_nobody_else():
    first, gone, high = (
        vetted.somebody("Bo"),
        vetted.somebody("Cy"),
        vetted.somebody("Di", rank="head_of_government"),
    )
    with transaction(SYSTEM):
        ids = [queries.accreditation_of(gone.id).id]
        people.decide(actor=SYSTEM, move="withdraw", ids=ids)
    made = vetted.batch(first, gone, high)
    assert (made.number, made.count) == (1, 1)
    states = [vetted.of(x).state for x in (first, gone, high)]
    assert states == [State.SENT, State.WAITING, State.BYPASSED]
    with pytest.raises(DomainError, match="Nobody of these waits"):
        vetted.batch(first)
    assert vetted.batch(vetted.somebody("Ed")).number == 2


def test_only_vetting_officers_make_and_export_them():
    person = vetted.somebody()
    made = vetted.batch(person)
    registrar = cast.actor(Role.REGISTRAR)
    with pytest.raises(NotAllowed), transaction(registrar):
        batches.make(actor=registrar, ids=[vetted.of(person).id])
    with pytest.raises(NotAllowed), transaction(registrar):
        batches.export(actor=registrar, batch=made)


def exported(batch):
    officer = cast.actor(Role.VETTING_OFFICER)
    with transaction(officer):
        content = exchange.write(batches.export(actor=officer, batch=batches.batch(batch.id)))
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_export_says_who_somebody_is_and_how_to_reach_nobody():
    person = vetted.somebody(
        original_name="أمينة",
        nationality_code="QAT",
        document_type="passport",
        sex="F",
        email="amina@example.org",
        phone="+974 1",
        medical_needs="Insulin",
        born_on=date(1980, 5, 6),
    )
    made = vetted.batch(person)
    assert exported(made) == [
        {
            "reference": f"V-{vetted.of(person).id:06d}",
            "family_name": "Al-Kuwari",
            "given_names": "Amina",
            "original_script": "أمينة",
            "sex": "F",
            "date_of_birth": "1980-05-06",
            "nationality": "Qatar",
            "document_type": "passport",
            "document_number": "P-Amina",
            "sent_by": "Qatar",
            "function": "delegate",
            "result": "",
            "remark": "",
        }
    ]
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.event, last.subject_type, last.subject_id, last.details) == (
        "people.documents_exported",
        "vetting_batch",
        made.id,
        {"people": 1},
    )


@pytest.mark.parametrize("name", ["=1+1", "+A", "-A", "@A"])
def test_no_cell_of_the_export_begins_as_a_formula(name):
    [row] = exported(vetted.batch(vetted.somebody(name)))
    assert row["given_names"] == f"'{name}"


def test_who_changed_since_is_not_exported_again():
    stays, changes = vetted.somebody("Bo"), vetted.somebody("Cy")
    made = vetted.batch(stays, changes)
    with transaction(SYSTEM):
        people.change(actor=SYSTEM, person=queries.person(changes.id), family_name="Other")
    assert [x["given_names"] for x in exported(made)] == ["Bo"]
    progress = batches.progress(batches.batch(made.id))
    assert (progress.sent, progress.cleared, progress.elsewhere) == (1, 0, 1)


@pytest.mark.both_databases
def test_a_batch_made_twice_at_once_takes_each_person_once(app):
    ids = [vetted.of(vetted.somebody(x)).id for x in "ABCDEF"]
    officer = cast.actor(Role.VETTING_OFFICER)
    db.session.rollback()
    start, refused = Barrier(2), []

    def make():
        with app.app_context():
            start.wait()
            try:
                with transaction(officer):
                    batches.make(actor=officer, ids=ids)
            except DomainError as error:
                refused.append(str(error))
            db.session.remove()

    threads = [Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = db.session.scalars(select(VettingSent.vetting_id).order_by(VettingSent.vetting_id))
    assert sent.all() == ids
    assert [x.count for x in db.session.scalars(select(VettingBatch))] == [6]
    assert refused == ["Nobody of these waits, so no batch was made."]


def test_the_queue_counts_and_finds():
    bo, cy = vetted.somebody("Bo"), vetted.somebody("Cy")
    vetted.somebody("Di", rank="head_of_state")
    vetted.act("hold", bo, "Why")
    vetted.act("watch", cy, "Why")
    vetted.batch(cy)
    asked = listing.Filter()
    assert {x: n for x, n in listing.counts().items() if n} == {
        "waiting": 1,
        "sent": 1,
        "held": 1,
        "watched": 1,
    }
    assert listing.ids(asked) == [vetted.of(bo).id]
    assert db.session.scalar(listing.count_waiting()) == 1
    assert [x.given_names for x in listing.search("al-kuwari", 9)] == ["Bo", "Cy"]
    sent = listing.Filter(listing.Tab.SENT, words="cy")
    assert (listing.count(sent, 1), listing.ids(sent)) == (1, [vetted.of(cy).id])
    assert listing.ids(listing.Filter(words="cy")) == []
    assert listing.ids(listing.Filter(words="?!")) == []
    assert listing.ids(listing.Filter(kind="ngo")) == []


@pytest.mark.both_databases
def test_who_was_withdrawn_or_merged_away_is_counted_nowhere():
    stays, withdrawn, kept, gone = (vetted.somebody(x) for x in ("Bo", "Cy", "Di", "Ed"))
    with transaction(SYSTEM):
        ids = [queries.accreditation_of(withdrawn.id).id]
        people.decide(actor=SYSTEM, move="withdraw", ids=ids)
    vetted.act("hold", withdrawn, "Why")
    with transaction(SYSTEM):
        both = [queries.record(x) for x in (kept.id, gone.id)]
        people.merge(actor=SYSTEM, kept=both[0], gone=both[1])
    assert listing.counts()[listing.Tab.WAITING] == 2
    assert listing.counts()[listing.Tab.HELD] == 0
    number, oldest = db.session.execute(listing.waiting()).one()
    assert (number, oldest) == (2, vetted.of(stays).state_since)
    assert db.session.scalar(listing.count_waiting()) == 2
    assert listing.ids(listing.Filter()) == [vetted.of(stays).id, vetted.of(kept).id]


@pytest.mark.both_databases
@pytest.mark.parametrize("of_tab", [3, 100_000])
@pytest.mark.parametrize("most", [1, 2, 1_000])
def test_a_filter_is_counted_up_to_many(monkeypatch, most, of_tab):
    """However the few are found: by their names, along the tab, or neither being few."""
    monkeypatch.setattr(listing, "MANY", most)
    for name in ("Bo", "Bob", "Cy"):
        vetted.somebody(name)
    found = {
        (words, kind): listing.count(listing.Filter(words=words, kind=kind), of_tab)
        for words in ("b", "kuwari bo", "cy", "zz", "")
        for kind in (BodyKind.STATE, BodyKind.NGO)
    }
    whole = {"b": 2, "kuwari bo": 2, "cy": 1, "zz": 0, "": 3}
    assert found == {
        (words, kind): None if number > most else number
        for (words, kind), number in {
            (words, kind): number if kind is BodyKind.STATE else 0
            for words, number in whole.items()
            for kind in (BodyKind.STATE, BodyKind.NGO)
        }.items()
    }
    shown = listing.queue(listing.Filter(words="b", kind=BodyKind.STATE)).rows
    assert [x.given_names for x in shown] == ["Bo", "Bob"]
