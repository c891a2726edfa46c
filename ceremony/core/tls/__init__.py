"""HTTPS without anybody's help: a certificate authority of this instance, and how phones get it."""
