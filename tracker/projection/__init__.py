"""What the log says now: views that events build, and that can be built again from them."""
