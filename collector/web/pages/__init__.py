"""The pages, a file each subject. A handler reads in the reader's scope and prints a template."""
