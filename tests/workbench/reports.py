"""A report for the page tests, written for them: two speakers who cannot both be right, arithmetic, own voice."""

CROSSING = """Strike at Sorrel crossing kills over 80 pro-Vardan militia fighters

A coalition officer, who spoke on condition of anonymity, estimated that more than 80 pro-Vardan militia fighters were killed in the strike.

A commander in the militia alliance supporting Vardan disputed the toll, saying nine pro-Vardan militia fighters were killed and 21 injured.

Vardan state radio said the strike left "dozens of dead and wounded".

No coalition soldiers died.
"""
CONTRADICTION = "contradiction"
