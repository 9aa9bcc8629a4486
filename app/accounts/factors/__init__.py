"""What proves who signs in besides the password: codes of an app or from paper, and passkeys."""
