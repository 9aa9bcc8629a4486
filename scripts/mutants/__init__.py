"""`make mutants`: plant one fault after another in the guards, and count those that the tests report.

A mutant is a module with one place changed: a comparison turned, an `and` made an `or`, a `not` or a guard's decorator
left out, a number off by one, a condition that always or never holds, a refusal that is not raised, a statement that is
skipped, a result that is `None`. (Offutt and others, "An Experimental Determination of Sufficient Mutant Operators",
TOSEM 1996.) Each runs in a process of its own that has loaded the libraries but not the app, since decorators act when
a module is imported. Prints a table, every survivor, and one line of JSON; exits 1 under 85 %.
"""
