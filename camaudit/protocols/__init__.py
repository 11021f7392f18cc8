"""Protocols, each one file: bytes in, values out, and what the values say of a device."""
