"""What the triage kernel keeps between two calls: places in one array of integers."""

from __future__ import annotations

# What `state` holds.
POINT_1, POINT_2 = 0, 1  # where the polynomials are taken
NOW, NUMBERED, COPIES = 2, 3, 4  # packets in this half of the memory; numbered ones; their copies
HALF = 5  # which half of the memory is now
COPIED, FIRST_COPY = 6, 7  # copies that were passed over, and the frame of the first
SNAPPED, FIRST_SNAPPED = 8, 9  # frames of which the snap length took bytes, and the first of them
# What frames come in: which (as `wrapper` tells), how many were passed over, the first of them.
WRAPPERS = 10
MOST_WRAPPERS = 16
STATE = WRAPPERS + 3 * MOST_WRAPPERS
