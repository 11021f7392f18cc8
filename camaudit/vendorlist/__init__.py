"""The vendor list as people ask for it: who builds which label, and which lists meet whom."""
