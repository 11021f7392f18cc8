"""Logs of any size: read and aggregated by DuckDB before a row becomes an object."""
