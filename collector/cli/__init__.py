"""The command `mkaguzi`: one module a subject; `command` puts them together."""
