"""What people typed beside an audit: labels that were read, and replies of suppliers.

Pooling them would need rules of its own (whose newest label counts, whose name stands where),
so an audit that holds any is refused as a whole: half of it would be worse than none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from camaudit.errors import UsageError

if TYPE_CHECKING:
    from camaudit.model.audit import Audit


def refuse(audit: Audit) -> None:
    """Refuse an audit that holds labels or replies.

    Raises: UsageError.
    """
    held = [
        name
        for name, some in (
            ("labels that were read (walk sheets)", audit.labels),
            ("replies of suppliers", audit.statements),
        )
        if some
    ]
    if held:
        raise UsageError(
            f"this audit holds {' and '.join(held)}, of which verify, merge and redact know"
            " nothing yet: audit the folder without those files, and take that audit"
        )
