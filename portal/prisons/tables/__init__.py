"""Published tables about prisons: read as they come, compared, and added to what is known.

`apart` runs in a process of its own and knows neither the database nor the rest of the portal.
"""
