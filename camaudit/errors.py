"""Errors that camaudit raises on purpose, each with the exit code it leads to."""

from __future__ import annotations


class CamauditError(Exception):
    """Something that a person can mend; the message says what, where and what to do."""

    exit_code = 2


class UsageError(CamauditError):
    """The command line asks for something that is not there."""


class EstateError(CamauditError):
    """The estate file cannot be used; the message holds every problem, one a line."""


class ExceptionsError(CamauditError):
    """The exceptions file cannot be used; the message holds every problem, one a line."""


class RulesError(CamauditError):
    """The rules cannot be used; the message holds every problem, one a line."""


class CastError(CamauditError):
    """An emulated device is not described rightly; the message holds every problem, one a line."""


class StageError(CamauditError):
    """The networks in which emulated devices live cannot be made."""


class DataError(CamauditError):
    """A shipped or given table (registry, geo, schema) is missing or damaged."""


class DocumentError(CamauditError):
    """A file that should be an audit is none."""


class RefusedError(CamauditError):
    """Nothing may be sent: no authority, out of its time, or not its network."""

    exit_code = 4


class StoppedError(CamauditError):
    """Somebody asked that nothing more be sent: what was learnt so far stands."""

    exit_code = 130


class JournalError(CamauditError):
    """A journal cannot be written, or is not of this scan."""


class SourceError(CamauditError):
    """One input cannot be opened or read; the others go on."""

    exit_code = 3

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class MalformedError(CamauditError):
    """Bytes that are not a message of the protocol; the only error a parser raises."""

    exit_code = 3


class TruncatedError(MalformedError):
    """A message cut short: more bytes could still complete it."""

    def __init__(self, text: str, needed: int = 0) -> None:
        """Input: needed: bytes of the stream without which it stays so; 0: nobody knows."""
        super().__init__(text)
        self.needed = needed


class DamagedError(MalformedError):
    """A value that another program spoilt on its way: what it was, nobody can tell."""
