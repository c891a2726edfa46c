"""How many entries a ZIP can list, before a library makes an object of each of them."""

ENTRY = b"PK\x01\x02"  # begins each in the list of contents. Source: APPNOTE 4.3.12


def most_entries(data: bytes) -> int:
    """At most so many: what the records at its end declare is not believed, ZIP64 or not."""
    return data.count(ENTRY)
