"""Facts: what pages may say, as JSON; made only from disclosed series."""
