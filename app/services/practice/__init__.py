"""The practice operation: an old front line near Basra, invented from beginning to end.

It is made through the same services, rules and files as real work, on two field laptops and at a
headquarters, so that it shows what the program does and proves that it does it. Everything in it
says that it is practice, and its passphrase is public.
"""
