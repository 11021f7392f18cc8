"""The nouns: frozen values that stages hand to each other, and nothing that acts."""
