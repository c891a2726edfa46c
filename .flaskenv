# So that .venv/bin/flask finds the application from the root of the repository.
FLASK_APP=ceremony:create_app
