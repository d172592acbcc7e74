"""Which asset is this? One pure, scored function (`match.identify`) over the evidence of `keys`."""
