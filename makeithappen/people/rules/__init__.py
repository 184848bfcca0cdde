"""Pure rules about signing in and about who may change whose account."""
