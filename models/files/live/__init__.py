"""Streams that encoders write as HLS into folders of ours: what of them is shown, and under which numbers."""
