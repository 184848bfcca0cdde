"""What every slice stands on. Imports none of our other packages."""
