"""What programs make of deploy/kubernetes: scalers from the catalogue of events, Secrets from an environment file."""
