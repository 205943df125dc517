"""Our own drafts: brought in, read, checked line by line, signed off, corrected when what they rest on changes.

    drafting -> reading (matching, standing) -> marking -> signing -> corrections

`pages` lays out what the screens show. Our own draft is no evidence: nothing found in it enters the story's figures.
"""
