"""Groups, measured: levels, disparities, patterns, what holds of all of them together, what is hidden."""
