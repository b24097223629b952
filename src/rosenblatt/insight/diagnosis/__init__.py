"""Diagnosis: what keeps a network from learning, with evidence and a remedy."""
