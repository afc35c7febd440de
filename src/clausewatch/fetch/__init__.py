"""Fetching: bytes, headers and a typed outcome; nothing is interpreted here."""
