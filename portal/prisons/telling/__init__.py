"""What the people of a prison tell about it themselves: figures and corrections of the record."""
