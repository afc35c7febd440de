"""From judged changes to messages for people, delivered at least once."""
