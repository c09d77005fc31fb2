"""Bringing together two versions that were both made from a third, losing no words."""
