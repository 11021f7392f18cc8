"""A tender, an asset list or an invoice, answered row by row: `camaudit check`."""
