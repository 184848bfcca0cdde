"""What is handed out to outsiders."""
