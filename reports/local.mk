## reports/ - templates and gnuplot scripts.
