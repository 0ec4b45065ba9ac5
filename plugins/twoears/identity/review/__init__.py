"""What people do about people: look at candidates, accept, reject and split."""
