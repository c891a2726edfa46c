"""Badges: credentials that prove themselves, and the paper that carries them."""
