"""Networks from other tools: ONNX files (the extra ``onnx``) and fitted scikit-learn models."""
