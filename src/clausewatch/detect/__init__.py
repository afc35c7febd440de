"""Finding clauses in documents: quotes with type, attributes and reasons, and subprocessor rows."""
