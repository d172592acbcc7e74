"""The rules, as YAML an officer can edit, and the book of those in force."""
