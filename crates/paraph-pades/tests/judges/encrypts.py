"""Encrypts FOLDER/base.pdf in the ways pyHanko knows, and signs some with a key of its own: FOLDER/WAY.pdf and
FOLDER/WAY-signed.pdf, the certificate in FOLDER/signer.pem. Passwords: reader, writer; of the last ones, PREPARED and
ENCODED. For `recipients` it is the key of the certificate, for `gcm` an algorithm of ISO/TS 32003."""

import sys
from datetime import datetime, timedelta, timezone

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.crypt import PubKeySecurityHandler, StandardSecurityHandler, StandardSecuritySettingsRevision
from pyhanko.pdf_utils.crypt.pubkey import RecipientEncryptionPolicy
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

folder = sys.argv[1]
# One that SASLprep changes, and one that is spelled otherwise in PDFDocEncoding.
PREPARED = "I\u00adX \u00aa"
ENCODED = "\u0141\u017e\u20ac"


def make_signer():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Grace Hopper")])
    now = datetime.now(timezone.utc)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=9))
    usage = dict.fromkeys(
        ["key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"],
        False,
    )
    usage = x509.KeyUsage(digital_signature=True, content_commitment=True, **usage)
    certificate = builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    with open(f"{folder}/signer.pem", "wb") as out:
        out.write(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )


def handler(way, first_id):
    legacy = StandardSecuritySettingsRevision.RC4_OR_AES128
    if way == "recipients":
        return PubKeySecurityHandler.build_from_certs(
            [signer.signing_cert], policy=RecipientEncryptionPolicy(ignore_key_usage=True), pdf_mac=False
        )
    if way == "encoded":
        return StandardSecurityHandler.build_from_pw_legacy(legacy, first_id, "writer", ENCODED, use_aes128=True)
    if way == "prepared":
        return StandardSecurityHandler.build_from_pw("writer", PREPARED, pdf_mac=False)
    if way == "gcm":
        return StandardSecurityHandler.build_from_pw("writer", "reader", pdf_mac=False, use_gcm=True)
    if way in ("rc4", "aes128"):
        return StandardSecurityHandler.build_from_pw_legacy(
            legacy, first_id, "writer", "reader", use_aes128=way == "aes128"
        )
    return StandardSecurityHandler.build_from_pw("writer", "reader", pdf_mac=way == "coded")


def encrypt(way):
    with open(f"{folder}/base.pdf", "rb") as source, open(f"{folder}/{way}.pdf", "wb") as out:
        writer = copy_into_new_writer(PdfFileReader(source))
        writer._assign_security_handler(handler(way, writer.document_id[0].original_bytes))
        writer.write(out)


def sign(way, signer):
    with open(f"{folder}/{way}.pdf", "rb") as source, open(f"{folder}/{way}-signed.pdf", "wb") as out:
        writer = IncrementalPdfFileWriter(source)
        writer.encrypt("reader")
        metadata = signers.PdfSignatureMetadata(
            field_name="theirs", reason="пароль", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
        )
        out.write(signers.sign_pdf(writer, metadata, signer=signer, bytes_reserved=16384).getbuffer())


signer = make_signer()
for way in ["rc4", "aes128", "aes256", "coded"]:
    encrypt(way)
    sign(way, signer)
for way in ["recipients", "encoded", "prepared", "gcm"]:
    encrypt(way)
