"""Decision: the plan, the rule that turns findings into a verdict, and what would settle it."""
