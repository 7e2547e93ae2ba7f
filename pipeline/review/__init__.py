"""What people make of the machine's judgements: reviews, appeals, calibration. The machine's stay as they are."""
