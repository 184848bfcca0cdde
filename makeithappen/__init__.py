"""Make it Happen: families send in ideas, parents decide, everybody can follow each penny.

This module imports nothing, so that the import graph stays free of circles.
"""
