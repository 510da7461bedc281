"""The child: what runs in the project's own interpreter, each file stand-alone, none imported."""
