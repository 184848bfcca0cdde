"""What integration tests and journeys share."""
