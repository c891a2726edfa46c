"""Setting names in any script: fonts, shaping, fitting, and PDF files that grow."""
