"""What a later version of the product would add: a table that points to a season, and a constraint."""
