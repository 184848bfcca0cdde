"""Pure rules about who may do what with an idea, and when."""
