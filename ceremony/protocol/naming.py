"""Names as a list of participants of the United Nations writes them. Pure."""

from ceremony.people.names import FAMILY_FIRST, fold, tidy

DOTTED_I = frozenset({"TUR", "AZE"})  # where the capital of i is İ


def listed_name(
    badge_name: str, family_name: str, given_names: str, nationality_code: str | None = None
) -> str:
    """*badge_name* in its own order with the family name in capitals.

    Only the family name is touched, found in the badge name however it is written there; a name
    that does not occur is not put in. Somebody with one name only has it in capitals. All marks
    stay: "Nguyễn Thị Lan" is "NGUYỄN Thị Lan", "Ian McDonald" is "Ian McDONALD".

    :param nationality_code: says whether the family name comes first, and how i is capitalised.

    Source: United Nations, lists of participants (surnames in capitals).
    """
    words = tidy(badge_name).split()
    start, end = _place(words, family_name, given_names, nationality_code)
    capitals = [capital(x, nationality_code) for x in words[start:end]]
    return " ".join([*words[:start], *capitals, *words[end:]])


def capital(word: str, nationality_code: str | None = None) -> str:
    """*word* in capitals, but for small letters directly before a capital: Mc, Mac, Di, h."""
    kept = 0
    for place in range(1, len(word)):
        if word[place].isupper() and word[place - 1].islower():
            kept = place
    rest = word[kept:].replace("ß", "ẞ")
    if nationality_code in DOTTED_I:
        rest = rest.replace("i", "İ")
    return word[:kept] + rest.upper()


def _place(
    words: list[str], family_name: str, given_names: str, nationality_code: str | None
) -> tuple[int, int]:
    """Where in *words* the family name stands, as a slice; (0, 0) if it does not occur."""
    if not (family_name and given_names):
        return 0, len(words)
    family = family_name.split()
    parts = [family[a:b] for a in range(len(family)) for b in range(a + 1, len(family) + 1)]
    for part in sorted(parts, key=len, reverse=True):
        wanted = fold(" ".join(part))
        found = [
            (a, b)
            for a in range(len(words))
            for b in range(a + 1, len(words) + 1)
            if wanted and fold(" ".join(words[a:b])) == wanted
        ]
        if found:
            return found[0 if nationality_code in FAMILY_FIRST else -1]
    return 0, 0
