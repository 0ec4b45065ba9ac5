"""Two Ears: listens to customers where they speak and act, and tells who is engaged."""
