"""Finding persons by words: each word of a name is a row, so that an index knows how it begins."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import (
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    delete,
    event,
    insert,
    inspect,
    select,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from ceremony.core.crypto import keyed_hash
from ceremony.core.db import Working, db
from ceremony.people.models import Person

# By bytes on both databases: in the order of a language no index knows how words begin.
_Word = String().with_variant(String(collation="C"), "postgresql")
_LAST = "\U0010ffff"  # comes after every other character


class PersonWord(Working):
    """One word by which one person is found."""

    __tablename__ = "person_word"
    __table_args__ = (
        UniqueConstraint("person_id", "word"),
        Index("ix_person_word_word", "word", "person_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    word: Mapped[str] = mapped_column(_Word, comment="Folded, as in the person's search key")


def keep(search_keys: Mapping[int, str]) -> None:
    """Let these persons be found by the words of their search keys, and by no others.

    Whoever inserts persons past the session says it; otherwise it happens by itself.

    :param search_keys: by the id of the person.
    """
    if not search_keys:
        return
    db.session.execute(delete(PersonWord).where(PersonWord.person_id.in_(list(search_keys))))
    rows = [
        {"person_id": person_id, "word": word}
        for person_id, key in search_keys.items()
        for word in sorted(words(key))
    ]
    if rows:
        db.session.execute(insert(PersonWord), rows)


def words(search_key: str) -> set[str]:
    """What begins a word of *search_key*, where words are parted by spaces.

    Chinese, Japanese and Korean names are written without any: each character begins one.
    """
    return {part for word in search_key.split() for part in _beginnings(word)}


def _beginnings(word: str) -> Iterator[str]:
    yield word
    yield from (word[place:] for place, x in enumerate(word) if place and _stands_alone(x))


def _stands_alone(character: str) -> bool:
    """A character of Chinese or Japanese, or the first letter of a Korean syllable."""
    return (
        "\u1100" <= character <= "\u1112"
        or "\u3040" <= character <= "\u9fff"
        or character >= "\U00020000"
    )


def beginning(word: str) -> Select[int]:
    """Persons of whom one word begins with the folded *word*."""
    known = aliased(PersonWord)
    return select(known.person_id).where(known.word >= word, known.word < word + _LAST)


def holders(number: str) -> Sequence[int]:
    """Persons whose travel document has *number*, all of it; the oldest record first.

    What is searched for so is a secret: it is asked for by itself, and kept nowhere.
    """
    if not any(x.isdigit() for x in number):
        return []
    same = Person.document_hash == keyed_hash(number)
    return db.session.scalars(select(Person.id).where(same).order_by(Person.id)).all()


@event.listens_for(Session, "after_flush")
def _follow(session: Session, _flush: object) -> None:
    """However a person came to another search key, the words are those of it."""
    persons = (x for x in (*session.new, *session.dirty) if isinstance(x, Person))
    keep({x.id: x.search_key for x in persons if inspect(x).attrs.search_key.history.has_changes()})
