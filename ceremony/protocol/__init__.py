"""The papers of protocol: precedence, list of participants, seating, nameplates, photograph."""
