"""Text for people: the catalogue in English and Swahili, and amounts in words."""
