"""What was delivered: by whom, for which unit and period, and what is to be asked for."""
