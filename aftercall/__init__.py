"""Aftercall: the contact-centre floor for Asterisk; joins the ACD and the dialer into one command."""

__version__ = "0.1.0"
