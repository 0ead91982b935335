## examples/ - plugins built outside the tree, recipes to copy.
