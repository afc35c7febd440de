"""The record: append-only, verifiable, the only room that knows SQL."""
