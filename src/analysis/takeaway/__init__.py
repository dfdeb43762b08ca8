"""What readers take away: one-page briefs, annotated workbooks, and the city's data as described CSV."""
