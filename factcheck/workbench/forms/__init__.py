"""Forms: what came in from a browser, checked for shape; what it means is for the stage functions to judge."""
