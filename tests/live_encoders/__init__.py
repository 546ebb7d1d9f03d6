"""Real encoders that write HLS as ffmpeg, OBS, nginx-rtmp, SRS, MediaMTX and hardware boxes do; browsers that watch.

`uv run python -m tests.live_encoders` tries all layouts in Chromium and Firefox, and writes docs/figures/live.md.
Firefox needs the libraries of Debian's `libavcodec59` for H.264.
"""
