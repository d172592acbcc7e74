"""Flips to mail: grouping and wording are pure, `mail` sends."""
