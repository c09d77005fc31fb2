"""How good the lists and pairings are on the figures at hand: `portal matching report`."""
