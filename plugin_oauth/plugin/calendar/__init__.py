"""Local calendar: time, holidays, working days and the sun at a place; public, stores nothing."""
