"""Observations in, devices out."""

from camaudit.devices.fold import Devices, Folded

__all__ = ["Devices", "Folded"]
