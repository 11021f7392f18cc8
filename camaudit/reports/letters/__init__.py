"""Letters that an audit makes it worth to write: to the supplier, the provider, the DPO.

Plain text, ready to be sent; what the sender fills in stands in square brackets.
"""
