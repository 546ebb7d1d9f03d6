"""What reads files that strangers have made: videos, pictures, captions."""
