"""The web desk: pages that read the record, and the few writes of people (decisions, verdicts on captures)."""
