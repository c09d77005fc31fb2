"""Pictures of the estate: maps, heat maps and charts, each with the same told in a table."""
