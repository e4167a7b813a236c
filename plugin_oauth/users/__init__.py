"""Resource owners: accounts, passwords, browser sessions, and the pages to sign up and in."""
