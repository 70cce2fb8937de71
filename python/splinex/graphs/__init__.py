"""Networks as graphs of affine maps and units over symbolic tensors, and their lowering to layers in a row."""
