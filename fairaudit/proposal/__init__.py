"""What `fairaudit init` proposes: a look at the data, and a settings file with rules."""
