"""Pure functions: what a letter says, and when it may go."""
