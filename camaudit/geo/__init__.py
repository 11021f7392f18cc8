"""Where an address is, and who runs its network."""
