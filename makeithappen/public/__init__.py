"""What everybody may see: open rounds, the register of awards, and the proof. Reads only."""
