"""The fund, who answers for it, its areas, and the rounds in which it asks for ideas."""
