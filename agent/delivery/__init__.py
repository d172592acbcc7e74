"""How the agent reaches its collector: who it is, enrolment, the spool, the link, delivery."""
