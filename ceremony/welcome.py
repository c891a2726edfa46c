"""What ``make run`` says on the terminal when all answers: where everything is, who can sign in."""

import sys
from io import StringIO

import click
import qrcode

from ceremony.opening import Opening, Phones

WHITE_ON_BLACK = "\x1b[48;5;232;38;5;255m{}\x1b[0m"  # whatever the colours of the terminal are


def welcome(opening: Opening) -> None:
    """Print where everything is, and who can sign in."""
    lines = [
        "",
        f"  {opening.title}",
        "",
        f"  Desk            {opening.address}/desk",
        f"  Gate scanner    {opening.address}/gate",
    ]
    if opening.sign_ins:
        wide = [max(map(len, column)) for column in zip(*opening.sign_ins, strict=True)]
        lines += ["", "  Demo sign-ins"]
        for role, email, password in opening.sign_ins:
            lines.append(f"  {role:{wide[0]}}  {email:{wide[1]}}  {password}")
    if opening.invitation:
        lines += ["", "  The first administrator sets a password here, once:"]
        lines.append(f"  {opening.invitation}")
    if opening.phones:
        lines += _for_phones(opening.phones)
    click.echo("\n".join([*lines, "", "  Stop with Ctrl+C.", ""]))
    sys.stdout.flush()


def _for_phones(phones: Phones) -> list[str]:
    pairs = phones.papers.fingerprint.split(":")
    eights = [" ".join(pairs[x : x + 8]) for x in range(0, 32, 8)]
    return [
        "",
        "  Phones and other computers trust this address once they have its certificate:",
        f"  {phones.page}",
        "",
        *(f"  {line}" for line in _code(phones.page)),
        "  Its fingerprint (SHA-256), to be compared on the phone:",
        f"  {eights[0]}   {eights[1]}",
        f"  {eights[2]}   {eights[3]}",
    ]


def _code(text: str) -> list[str]:
    """*text* as a QR code of half blocks; nothing where the terminal has no such signs."""
    code, drawing = qrcode.QRCode(border=4), StringIO()
    code.add_data(text)
    code.print_ascii(out=drawing, invert=True)
    try:
        drawing.getvalue().encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return []
    lines = drawing.getvalue().replace("\xa0", " ").splitlines()
    if sys.stdout.isatty():
        lines = [WHITE_ON_BLACK.format(x) for x in lines]
    return [*lines, ""]
