"""An idea, from its first words until it is ready for the panel, and what became of it."""
