"""Taking practices along on paper: PDF, Word, role cards and wing packs."""
