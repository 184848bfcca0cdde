"""The ledger's decisions, pure: facts in, entries or refusals out; no clock, no database."""
