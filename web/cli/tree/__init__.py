"""`guestlink up` and the parts that it supervises."""
