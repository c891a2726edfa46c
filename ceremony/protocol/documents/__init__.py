"""The papers as files: PDF, DOCX, spreadsheets."""
