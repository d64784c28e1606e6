"""Frequency: how often people can be asked at worst, proved or shown by a dated calendar of invitations."""
