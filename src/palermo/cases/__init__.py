"""Cases: one individual, one mission, one spell of assistance, and what is recorded of it."""
