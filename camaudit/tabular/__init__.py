"""Lists that people keep: CSV and XLSX with many spellings of a column -> rows of text."""
