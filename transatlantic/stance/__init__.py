"""Stance: what to annotate, the annotations, how far readers agree, and how a tagger is judged."""
