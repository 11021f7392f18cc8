"""Guides to files that people already have: found by name, shown, and put as a letter."""
