"""What is known of makers, read from YAML and checked."""
