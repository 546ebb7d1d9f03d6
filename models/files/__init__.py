"""Where files lie: the media folder or a bucket, and the folders of live streams."""
