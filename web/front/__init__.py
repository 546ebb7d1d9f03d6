"""The asynchronous server before the pages: it receives bodies, sends bytes, and refuses what is not fit for a page."""
