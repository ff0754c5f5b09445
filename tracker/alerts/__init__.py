"""Who must hear of it: what to tell, in which words, through which targets."""
