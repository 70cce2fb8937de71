"""Searches that outlast a sitting, a process or a machine: checkpoints, executors, estimates."""
