"""Why a file cannot be read as a workbook at all."""

from ceremony.core.errors import DomainError


class Unreadable(DomainError):
    """The file as a whole is refused; the sentence says what is wrong and where."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field="file")
