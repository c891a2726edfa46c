"""Mail at the desk: what is in the outbox, and writing to many at once."""
