"""Cameras that are none: processes that speak the makers' protocols over real sockets.

They share no code with what reads those protocols: an encoder that makes the parser's mistake
proves nothing.
"""
