"""From sources to notebooks to exercises: build, and refuse what would mislead a learner."""
