"""What happened to the money, and what it bought. Never imports panels."""
