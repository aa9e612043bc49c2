# Thin pool profile of a sample image: grow the pool by a fifth when it is four fifths full.
activation {
	thin_pool_autoextend_threshold=80
	thin_pool_autoextend_percent=20
}
