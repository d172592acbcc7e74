"""Agents that push over HTTPS: enrolment and delivery."""
