"""What decides about people on an investment day: frozen dataclasses in, frozen dataclasses out.

No clock, no random, no database, no web: `now`, the actor and new ids are arguments.
"""
