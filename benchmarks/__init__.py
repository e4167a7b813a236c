"""What things cost beside each other, measured in one run: ratios, for machines differ."""
