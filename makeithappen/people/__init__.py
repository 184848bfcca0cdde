"""Who is who: signing in without a password, roles as data, and who may change them."""
