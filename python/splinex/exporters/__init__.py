"""Networks for other tools: ONNX files (the extra ``onnx``)."""
