"""The prisons most like one: the list, the reasons, the weights that can be moved."""
