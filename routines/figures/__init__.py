"""Draws every exercise as a moving figure from joint angles: plain Python, no Django, no numpy.

`poses` reads what an author wrote, `solve` bends a skeleton (`rig`, on the measures of `body`)
until hands and feet stand where they should, `outline` turns it into shapes, `scene` puts these in
order, and `svg` writes them down. `lint` says where a pose is not one that a person can take.
"""
