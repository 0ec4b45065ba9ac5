"""The vendors: how each is asked, what its records promise, and how its streams are pulled."""
