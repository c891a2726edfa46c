from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from ceremony.core.db import db
from ceremony.people.kinds import BodyKind, Rank
from ceremony.protocol import order
from ceremony.protocol.order import Alphabet, Change, Sender
from ceremony.register.models import Participant

ENGLISH, FRENCH = Alphabet.ENGLISH, Alphabet.FRENCH
RANKS = list(Rank)


@dataclass(frozen=True)
class Somebody:
    sender: Sender
    rank: Rank = Rank.MINISTER


def state(body_id, name, code="", french="", kind=BodyKind.STATE):
    return Sender(body_id, name, kind, code, french)


def names(senders):
    return [x.name for x in senders]


@pytest.fixture
def register():
    """Every participant of the register as a sender."""
    kinds = {"observer_state": BodyKind.OBSERVER_STATE}
    return [
        Sender(x.id, x.name, kinds.get(x.kind, BodyKind.STATE), x.iso3, x.search_name_fr)
        for x in db.session.scalars(select(Participant))
        if x.iso3 != "EUE"
    ]


senders = st.lists(
    st.builds(
        Sender,
        body_id=st.integers(1, 10_000),
        name=st.text("AÀBCÉÎØabcéîø -'()", min_size=1, max_size=12),
        kind=st.sampled_from(BodyKind),
    ),
    max_size=12,
    unique_by=lambda x: x.body_id,
)
heads = senders.flatmap(
    lambda found: st.tuples(
        *(st.sampled_from(RANKS).map(lambda r, x=x: Somebody(x, r)) for x in found)
    )
)


def test_names_stand_in_the_english_order_of_the_united_nations(register):
    listed = names(order.by_name(register, ENGLISH))

    def between(first, last):
        return listed[listed.index(first) : listed.index(last) + 1]

    assert between("Costa Rica", "Croatia") == ["Costa Rica", "Côte d'Ivoire", "Croatia"]
    assert between("Indonesia", "Ireland") == [
        "Indonesia",
        "Iran (Islamic Republic of)",
        "Iraq",
        "Ireland",
    ]
    assert between("Dominica", "Democratic Republic of the Congo") == []
    assert between("Tunisia", "Tuvalu") == ["Tunisia", "Türkiye", "Turkmenistan", "Tuvalu"]
    assert between("Guinea", "Guyana") == ["Guinea", "Guinea-Bissau", "Guyana"]
    assert between("Venezuela (Bolivarian Republic of)", "Yemen") == [
        "Venezuela (Bolivarian Republic of)",
        "Viet Nam",
        "Yemen",
    ]
    assert listed[-2:] == ["Holy See", "State of Palestine"]


def test_the_french_alphabet_orders_formal_french_names_and_shows_english_ones(register):
    listed = names(order.by_name(register, FRENCH))

    assert listed[:3] == ["Afghanistan", "South Africa", "Albania"]
    begin = listed.index("Qatar")
    assert listed[begin : begin + 10] == [
        "Qatar",
        "Syrian Arab Republic",
        "Central African Republic",
        "Republic of Korea",
        "Democratic Republic of the Congo",
        "Lao People's Democratic Republic",
        "Republic of Moldova",
        "Dominican Republic",
        "Democratic People's Republic of Korea",
        "United Republic of Tanzania",
    ]
    assert listed.index("Ethiopia") < listed.index("Russian Federation") < listed.index("Fiji")
    assert listed[-2:] == ["State of Palestine", "Holy See"]


@pytest.mark.parametrize(
    "listed",
    [
        "Grèce; Grenade; Guatemala; Guinée; Guinée-Bissau; Guinée équatoriale; Guyana; Haïti",
        "Îles Marshall; Îles Salomon; Inde; Indonésie; Iran (République islamique d’); Iraq",
        "Qatar; République arabe syrienne; République centrafricaine; République de Corée",
        "République de Corée; République démocratique populaire lao; République de Moldova",
        "République de Moldova; République dominicaine; République populaire démocratique de Corée",
        "République slovaque; République tchèque; République-Unie de Tanzanie; Roumanie",
        "Sainte-Lucie; Saint-Kitts-et-Nevis; Saint-Marin; Saint-Vincent-et-Grenadines; Samoa",
        "Samoa; Sao Tomé-et-Principe; Sénégal; Serbie; Seychelles; Sierra Leone; Singapour",
    ],
)
def test_the_french_order_is_that_of_the_list_of_member_states(listed):
    """United Nations, press release ORG/1469 of 3 July 2006, États Membres de l'ONU."""
    official = listed.split("; ")
    given_ = [state(number, "–", french=name) for number, name in enumerate(official)]

    assert [x.french for x in order.by_name(reversed(given_), FRENCH)] == official


def test_every_french_name_of_ours_is_of_a_participant(register):
    assert set(order.FRENCH) - {x.code for x in register} == set()


def test_rank_comes_before_the_alphabet_and_the_kind_before_rank():
    zambia = Somebody(state(1, "Zambia"), Rank.HEAD_OF_STATE)
    albania = Somebody(state(2, "Albania"), Rank.HEAD_OF_GOVERNMENT)
    austria = Somebody(state(3, "Austria"), Rank.HEAD_OF_GOVERNMENT)
    host = Somebody(state(4, "Viet Nam", kind=BodyKind.HOST), Rank.MINISTER)
    union = Somebody(state(5, "European Union", kind=BodyKind.REIO), Rank.HEAD_OF_STATE)
    see = Somebody(state(6, "Holy See", kind=BodyKind.OBSERVER_STATE), Rank.FOREIGN_MINISTER)
    given_ = [union, see, host, austria, albania, zambia]

    assert order.precedence(given_) == [zambia, albania, austria, host, see, union]
    first = order.precedence(given_, is_host_first=True)
    assert first == [host, zambia, albania, austria, see, union]


def test_ranks_stand_in_the_order_of_the_domain():
    everybody = [Somebody(state(n, "A"), rank) for n, rank in enumerate(RANKS)]

    assert [x.rank for x in order.precedence(everybody[::-1])] == [
        Rank.HEAD_OF_STATE,
        Rank.VICE_PRESIDENT,
        Rank.HEAD_OF_GOVERNMENT,
        Rank.DEPUTY_PRIME_MINISTER,
        Rank.FOREIGN_MINISTER,
        Rank.MINISTER,
        Rank.VICE_MINISTER,
        Rank.AMBASSADOR,
        Rank.OTHER,
    ]


@given(heads, st.sampled_from(Alphabet), st.booleans())
def test_precedence_loses_nobody_and_does_not_depend_on_the_order_given(found, alphabet, host):
    made = order.precedence(found, alphabet, is_host_first=host)

    assert sorted(made, key=lambda x: x.sender.body_id) == sorted(
        found, key=lambda x: x.sender.body_id
    )
    assert order.precedence(found[::-1], alphabet, is_host_first=host) == made
    assert order.precedence(made, alphabet, is_host_first=host) == made


@given(heads, st.data())
def test_changes_by_hand_lose_nobody_and_the_last_one_holds(found, data):
    ids = [x.sender.body_id for x in found]
    one = st.sampled_from([*ids, 20_000])
    changes = data.draw(st.lists(st.builds(Change, one, st.none() | one), max_size=6))
    made, waiting = order.rearranged(found, changes)

    assert sorted(x.sender.body_id for x in made) == sorted(ids)
    places = [x.sender.body_id for x in made]
    for number, (body_id, before_id) in enumerate(changes):
        known = body_id in ids and (before_id is None or before_id in ids)
        assert (number in waiting) is not (known and body_id != before_id)
    holding = [x for n, x in enumerate(changes) if n not in waiting]
    if holding:
        body_id, before_id = holding[-1]
        follower = [*places, None][places.index(body_id) + 1]
        assert follower == before_id


@given(heads, st.data())
def test_whom_nobody_moves_stays_in_the_order_of_the_others(found, data):
    ids = [x.sender.body_id for x in found]
    moved = data.draw(st.sets(st.sampled_from(ids), max_size=3)) if ids else set()
    changes = [Change(x, data.draw(st.sampled_from(ids))) for x in sorted(moved)]
    made, _waiting = order.rearranged(found, changes)

    left = [x.sender.body_id for x in made if x.sender.body_id not in moved]
    assert left == [x for x in ids if x not in moved]


def test_a_move_holds_whatever_rank_the_two_have_later():
    qatar, france, peru = (state(n, x) for n, x in enumerate(("Qatar", "France", "Peru"), 1))
    change = [Change(qatar.body_id, france.body_id)]

    def listed(of_qatar, of_france):
        ranks = ((qatar, of_qatar), (france, of_france), (peru, Rank.FOREIGN_MINISTER))
        by_rule = order.precedence([Somebody(*x) for x in ranks])
        return names(x.sender for x in order.rearranged(by_rule, change)[0])

    assert listed(Rank.MINISTER, Rank.MINISTER) == ["Peru", "Qatar", "France"]
    assert listed(Rank.HEAD_OF_STATE, Rank.MINISTER) == ["Peru", "Qatar", "France"]
    assert listed(Rank.MINISTER, Rank.HEAD_OF_STATE) == ["Qatar", "France", "Peru"]


def test_a_change_waits_until_both_are_in_the_list():
    qatar, france = Somebody(state(1, "Qatar")), Somebody(state(2, "France"))
    change = [Change(1, 2), Change(1, 1)]

    assert order.rearranged([france, qatar], change) == ([qatar, france], frozenset({1}))
    assert order.rearranged([qatar], change) == ([qatar], frozenset({0, 1}))


def test_seats_begin_with_the_drawn_letter_and_wrap_round():
    states = [state(n, x) for n, x in enumerate(("Albania", "Kenya", "Mali", "Zambia"))]
    see = state(10, "Holy See", kind=BodyKind.OBSERVER_STATE)
    union = state(11, "European Union", kind=BodyKind.REIO)
    given_ = [union, see, *states]

    def seated(letter):
        return names(order.from_letter(given_, ENGLISH, letter))

    rest = ["Holy See", "European Union"]
    assert seated("M") == ["Mali", "Zambia", "Albania", "Kenya", *rest]
    assert seated("B") == ["Kenya", "Mali", "Zambia", "Albania", *rest]
    assert order.letters(given_, ENGLISH) == ["A", "K", "M", "Z"]


def test_a_letter_after_the_last_name_begins_with_the_first():
    assert names(order.from_letter([state(1, "Mali"), state(2, "Chad")], ENGLISH, "T")) == [
        "Chad",
        "Mali",
    ]
    assert order.from_letter([], ENGLISH, "A") == []


def test_letters_are_those_of_the_chosen_alphabet():
    germany = state(1, "Germany", french="Allemagne")
    islands = state(2, "Marshall Islands", french="Îles Marshall")
    turkey = state(3, "Türkiye", "TUR", "Turquie")

    assert order.letters([germany, islands, turkey], ENGLISH) == ["G", "M", "T"]
    assert order.letters([germany, islands, turkey], FRENCH) == ["A", "I", "T"]
    assert names(order.from_letter([germany, islands, turkey], FRENCH, "I")) == [
        "Marshall Islands",
        "Türkiye",
        "Germany",
    ]


@given(senders, st.sampled_from(Alphabet), st.sampled_from("ABCIOXYZ"))
def test_a_draw_turns_the_order_and_changes_nothing_else(found, alphabet, letter):
    plain = order.by_name(found, alphabet)
    turned = order.from_letter(found, alphabet, letter)
    states = [x for x in plain if x.group == order.STATES]
    count = len(states)

    assert turned[count:] == plain[count:]
    assert turned[:count] in [states[n:] + states[:n] for n in range(max(count, 1))]
