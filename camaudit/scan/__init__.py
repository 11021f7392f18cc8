"""Asking and looking: who is asked what, in which order, and what it would come to."""
