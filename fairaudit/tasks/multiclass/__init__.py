"""Predicted classes, more than two: was the class right, for every class and for all together?"""
