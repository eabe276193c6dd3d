"""Letters: to each unit a notice of each consequence that it receives, with the reasons and the source.

``template`` has what letters say, with places to fill in; ``places`` says what is filled in, ``reasons`` tells an
explanation in sentences, ``letter`` puts both together, ``layout`` lays a letter out, and ``docx`` and ``html`` write
it.
"""
