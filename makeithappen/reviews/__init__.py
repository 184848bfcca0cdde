"""Reviews: somebody asks the fund to look at a decision again, and a person answers by a day."""
