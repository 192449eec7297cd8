"""Measures the product's pages against a bare Django view under the same server, in the same run."""
