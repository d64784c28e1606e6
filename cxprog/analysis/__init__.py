"""What a program does, worked out on the manifest alone: working time, and scenarios played through."""
