"""After a round is published: answers, a shared space for each group, fit, and rematching."""
