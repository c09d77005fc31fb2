"""The weights in use: each change is a new version, with who set it and why."""
