"""The audit shown to people."""
