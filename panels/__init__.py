"""How a panel decides: day, sealed settings, conflicts, score sheets, count, decisions.

Never imports the ledger: what was decided crosses over through `makeithappen.awarding`.
"""
