"""Frames in, observations out: streams, exchanges and the parsers they need."""
