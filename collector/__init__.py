"""Mkaguzi's collector: the register of assets, the standards, the mail and the pages."""
