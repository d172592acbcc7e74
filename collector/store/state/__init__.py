"""The register, facts, verdicts, flips, mail and people: SQLite by default, by SQLAlchemy Core.

`schema` has the tables; each other module has the queries of one subject, as functions that
take a connection first. Every reading one takes the reader's `Scope`.
"""
