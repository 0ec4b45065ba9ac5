"""A made-up running-gear brand with servers that speak its vendors' wire formats."""
