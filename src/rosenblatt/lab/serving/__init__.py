"""Serving: the port and its link, the bodies of requests, and work in processes of its own."""
