"""Direction: decided here, once, by the Unicode bidirectional algorithm and by structure; all others carry it out."""
