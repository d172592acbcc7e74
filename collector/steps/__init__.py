"""The steps `collector.pipeline` takes a batch through, one file each; `follower` runs them."""
