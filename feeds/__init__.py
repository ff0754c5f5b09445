"""From the web to a Document: HTTP and markup, no law, no database."""
