"""Courses that know nothing of our exercises: made by nbgrader, graded by nbgrader's rules, in our sandbox.

The tests of such a course run in the student's kernel. Whoever controls the kernel can read and forge them: the
sandbox protects the machine, the gradebook and the other students, not the marks; see ``docs/foreign_courses.md``.
"""
