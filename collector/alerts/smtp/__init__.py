"""Mail on the wire: the only importer of smtplib. Says of each mail whether it left, and why not.

At least once: where the connection breaks after the text was handed over, the mail may have
arrived all the same; it is sent again with the same Message-ID, by which readers see it once.
"""
