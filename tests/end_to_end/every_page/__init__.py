"""Every page of the site, looked at in a browser: pages, questions, refused forms and messages, for guests, owners and
admins.

The application runs in the process of the test, on a site with the demo, and the browser shows its answers. So no
server has to start, and a page that needs a full link or a broken database is as quickly made as any other.
`uv run python -m tests.end_to_end.every_page FOLDER` makes pictures of them, on sheets that show many at once.
"""
