"""Audits in, something said or made of them out."""
