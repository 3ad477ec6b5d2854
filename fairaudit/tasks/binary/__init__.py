"""Binary decisions: was the person selected, and was that right?"""
