"""Cases: which calls belong together, what was promised in them, and how the promises stand.

A call that was judged is *followed* (:mod:`pipeline.cases.follow`): its traits are kept, it joins the case that the
evidence speaks for (or is proposed to one, or begins its own), and the promises of the case are looked at again.
"""
