"""Local servers that speak IMAP and the REST dialects of Discourse and Mastodon over sockets."""
