"""The city as data: units, calendar, retreats, events, and what is publicly known."""
