"""Files of named arrays with metadata, in safetensors' layout: safe to read from an untrusted source."""
