"""What mail can be sent to."""

from email_validator import EmailNotValidError, validate_email


def is_address(text: str) -> bool:
    """Whether mail can be sent to *text*, as far as its form tells; ``x@mfa.example`` too."""
    return normal(text) is not None


def normal(text: str) -> str | None:
    """*text* as servers take it, its domain in ASCII; None if it is no address."""
    try:
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return found.ascii_email or f"{found.local_part}@{found.ascii_domain}"
