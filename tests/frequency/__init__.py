"""What the proofs about invitations are judged by: small random programs, and a search through all their calendars."""
