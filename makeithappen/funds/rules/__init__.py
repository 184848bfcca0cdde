"""Pure rules about when a fund may ask for ideas."""
