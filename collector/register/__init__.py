"""What becomes of assets: one function for each change, for the pipeline and people alike."""
