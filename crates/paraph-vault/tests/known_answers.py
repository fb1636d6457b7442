"""The formats of paraph-vault written a second time, from their description alone, with another library.

Prints the answers that known_answers.rs expects: python3 known_answers.py (needs the package `cryptography`).
"""

import base64
import hashlib
import hmac
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHUNK = 65536


def hkdf(salt, secret, info):
    return HKDF(hashes.SHA256(), 32, salt, info).derive(secret)


def length_prefixed(*parts):
    return b"".join(struct.pack(">Q", len(part)) + part for part in parts)


class Key:
    def __init__(self, secret):
        self.secret = secret
        self.fingerprint, self.values, self.keys, self.lookups = (
            hkdf(b"paraph vault", secret, info) for info in (b"fingerprint", b"values", b"keys", b"lookups")
        )

    def envelope(self, usage, subkey, place, value, nonce):
        place = length_prefixed(usage, *place)
        head = b"\x01" + self.fingerprint + hashlib.sha256(place).digest()[:4] + nonce
        return head + AESGCM(subkey).encrypt(nonce, value, head + place)

    def seal(self, place, value, nonce):
        return self.envelope(b"paraph vault value", self.values, place, value, nonce)

    def wrap(self, inner, place, nonce):
        return self.envelope(b"paraph vault key", self.keys, place, inner.secret, nonce)

    def lookup(self, purpose, value):
        return hmac.new(self.lookups, length_prefixed(purpose) + value, hashlib.sha256).digest()

    def derive(self, purpose):
        return Key(hkdf(b"paraph vault", self.secret, b"derived " + purpose))


def chunk_nonce(index, last):
    return bytes(3) + struct.pack(">Q", index) + bytes([last])


def sealed_file(key, place, content, file_id, data_key, nonce):
    head = b"paraphvf\x01"
    commitment = hkdf(file_id, data_key.secret, head + b"commitment")
    cipher = AESGCM(hkdf(file_id, data_key.secret, head + b"chunks"))
    sealed = head + file_id + commitment + key.wrap(data_key, place, nonce)
    chunks = [content[start : start + CHUNK] for start in range(0, len(content), CHUNK)] or [b""]
    for index, chunk in enumerate(chunks):
        sealed += cipher.encrypt(chunk_nonce(index, index == len(chunks) - 1), chunk, b"")
    return sealed


key, inner, nonce = Key(b"\x42" * 32), Key(b"\x17" * 32), b"\x17" * 12
content = bytes((index * 7 + index // 256) & 0xFF for index in range(CHUNK + 1000))
file = sealed_file(key, (b"document", b"42", b"file"), content, b"\x17" * 16, inner, nonce)
groups = "-".join(key.fingerprint.hex()[start : start + 4] for start in range(0, 32, 4))
print("fingerprint ", key.fingerprint.hex())
print("value       ", key.seal((b"signatory", b"7f3a", b"name"), b"Ada Lovelace", nonce).hex())
print("wrapped key ", key.wrap(inner, (b"project", b"12", b"key"), nonce).hex())
print("look-up     ", key.lookup(b"account e-mail", b"ada@mill.example").hex())
print("derived     ", key.derive(b"ledger").fingerprint.hex())
print("key file    ", "paraph-root-key-1", base64.urlsafe_b64encode(key.secret).decode().rstrip("="), groups)
print("file head   ", file[:154].hex())
print("file sha-256", hashlib.sha256(file).hexdigest())
