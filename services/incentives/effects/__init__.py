"""Whom a version of a policy gives more and whom less: stars, points, the award, and benefits that ask for stars."""
