"""The application as a WSGI server wants it."""

from ceremony import create_app

app = create_app()
