"""Counts with their coverage, made once from the Audit and read by every output.

A count is what was recognised in what was looked at: `None` means that nobody looked, and is
never shown as 0.
"""
