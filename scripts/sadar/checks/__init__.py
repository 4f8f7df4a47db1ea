"""The checks: each reopens a written file with another library than the one that wrote it."""
