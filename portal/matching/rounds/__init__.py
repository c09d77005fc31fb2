"""Pairing rounds: who takes part, a draft that can be edited, and what is published."""
