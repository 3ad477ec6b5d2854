"""Files and lines that continuous integration reads: JUnit, SARIF, annotations."""
