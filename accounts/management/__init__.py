"""Commands about people and how they are reached."""
