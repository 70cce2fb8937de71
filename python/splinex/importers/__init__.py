"""Networks from other tools: ONNX files, fitted scikit-learn models, torch modules and Keras models, each with its extra."""
