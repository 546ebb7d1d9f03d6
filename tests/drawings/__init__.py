"""The drawings of docs/architecture.md, made from the code by `uv run python -m tests.drawings`."""
