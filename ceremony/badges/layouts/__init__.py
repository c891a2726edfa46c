"""How badges look: layouts kept as data, edited at the desk beside what they give."""
