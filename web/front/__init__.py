"""The asynchronous server before the pages: bodies in, bytes out, refusals without a page."""
