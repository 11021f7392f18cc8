"""Device in, identity out."""
