"""Taking rows in: the same way for a CSV row and for an HTTP body, so that both have the same result.

A row that is malformed is refused with its field and reason. A row whose reference is known is a replay when its
contents are the same, and a conflict when they are not: the first stays. Each refusal is kept under the identity of its
line, so that the same import again changes no figure: a line's identity is its contents and which copy of them it is
within its file.
"""
