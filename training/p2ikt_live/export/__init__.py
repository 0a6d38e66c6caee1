"""ONNX files to the model contract, half precision, fixtures for the C# program, and the import of published weights."""
