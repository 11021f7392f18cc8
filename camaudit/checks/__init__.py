"""Device and identity in, findings out."""
