"""What everybody is written about their idea: fixed by a person, sent to all at the same time."""
