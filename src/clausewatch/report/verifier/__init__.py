"""The verifier that travels in every evidence pack; it imports nothing of clausewatch."""
