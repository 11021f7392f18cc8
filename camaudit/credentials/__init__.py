"""Logins that were seen, judged offline against documented factory defaults."""
