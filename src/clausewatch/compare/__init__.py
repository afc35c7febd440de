"""Two readings of one document in, one judged change out; pure, and knows nothing of other rooms."""
