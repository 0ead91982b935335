## examples/ - plugins built outside the tree, recipes to copy.
nobase_dist_pkgdata_DATA += %D%/recipes/start.json
