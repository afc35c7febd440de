"""Prefect flows: thin drivers around `clausewatch.jobs`; our record is the truth, not Prefect's."""
