"""Bytes of a capture file in, located frames and flow totals out."""
