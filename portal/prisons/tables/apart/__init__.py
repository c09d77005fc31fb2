"""Taking cells out of files that others made, in a process with limits.

Imports nothing of the portal outside this room: the process starts with the standard library and
defusedxml alone. What it prints is JSON, which `portal.prisons.tables.files` checks.
"""
