"""Pure rules about who answers a review, by when, and what everybody may know of it."""
