"""Where media files are kept: the media folder or a bucket, and the folders of live streams."""
