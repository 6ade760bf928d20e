"""The parts of the program that makes a year of the province, a file for each subject."""
