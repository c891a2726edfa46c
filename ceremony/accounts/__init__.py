"""Whoever can act: officers, their sessions, devices and one-time links."""
