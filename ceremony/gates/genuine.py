"""Is a code ours, and what does it say in the words of the rules?"""

from hashlib import sha256

from ceremony.badges import token
from ceremony.gates import given
from ceremony.gates.reading import seconds
from ceremony.gates.rules import Rules

MOST_KNOWN = 10_000  # codes; some 5 MB


def read(code: str, rules: Rules) -> token.Claims | token.Refusal:
    """The claims of a genuine *code*, or why it is refused.

    What was found genuine is remembered as long as the rules: a badge is read many times.
    """
    if known := rules.genuine.get(code):
        return known
    found = token.read(code, rules.keys)
    if isinstance(found, token.Claims):
        if len(rules.genuine) >= MOST_KNOWN:
            rules.genuine.clear()
        rules.genuine[code] = found
    return found


def claims(said: token.Claims, rules: Rules) -> given.Claims | None:
    """*said* in codes; None: its category is none of the ceremony's any more."""
    if (known := rules.categories.get(said.category)) is None:
        return None
    category, kind = known
    return given.Claims(
        serial=said.serial,
        kind=kind,
        category=category,
        zones=[rules.zones[x] for x in sorted(said.zones) if x in rules.zones],
        valid_from=seconds(said.valid_from),
        valid_until=seconds(said.valid_until),
    )


def fingerprint(code: str) -> str:
    """32 hexadecimal digits that stand for a code which is not ours and may hold anything."""
    return sha256(code.encode()).hexdigest()[:32]
