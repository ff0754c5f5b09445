"""What the commands say: answers for programs, tables for people, messages for alerts."""
