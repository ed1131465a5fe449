"""The instructor's report on a graded assignment: one HTML page that needs no network, and a table for spreadsheets.

Scores are the gradebook's, those given by hand among them; findings are those of the records that grading left there.
Nothing here writes to the gradebook, runs student code or trusts what a student wrote.
"""
