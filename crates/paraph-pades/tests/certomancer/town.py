"""The authorities of `certomancer.yml` at any time: what they issue, and PDFs that are signed and time-stamped with it."""

import datetime
import hashlib
import io
import os

from asn1crypto import cms, ocsp
from certomancer.registry import ArchLabel, CertLabel, KeyLabel, ServiceLabel
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.ades.cades_asn1 import SignaturePolicyId, SignaturePolicyIdentifier
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

# RSA by size; everything else is P-256.
RSA_KEYS = {"tsa-1": 2048, "tsa-2": 2048, "rosa": 2048, "tiny": 1024}


def when(text):
    """A time written `2021-02-03` or `2021-02-03T04:05:06`."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)


def make_keys(folder, names):
    os.makedirs(folder, exist_ok=True)
    for name in names:
        path = os.path.join(folder, name + ".pem")
        if os.path.exists(path):
            continue
        size = RSA_KEYS.get(name)
        key = rsa.generate_private_key(65537, size) if size else ec.generate_private_key(ec.SECP256R1())
        with open(path, "wb") as out:
            out.write(
                key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            )


class Stamper(TimeStamper):
    """A time-stamp authority of Certomancer at a fixed time, as pyHanko asks it."""

    def __init__(self, town, label, time):
        super().__init__()
        self.service = town.arch.service_registry.summon_timestamper(ServiceLabel(label), at_time=time)

    async def async_request_tsa_response(self, req):
        return self.service.request_tsa_response(req)


class Town:
    def __init__(self, config):
        self.config = config
        self.arch = self.config.get_pki_arch(ArchLabel("town"))
        self.elsewhere = self.config.get_pki_arch(ArchLabel("elsewhere"))

    def cert(self, label):
        arch = self.elsewhere if label == "stranger" else self.arch
        return arch.get_cert(CertLabel(label))

    def key(self, label):
        return self.arch.key_set.get_private_key(KeyLabel(label))

    def crl(self, label, time):
        return self.arch.service_registry.get_crl(ServiceLabel(label), at_time=when(time))

    def ocsp(self, label, of, time):
        responder = self.arch.service_registry.summon_responder(ServiceLabel(label), at_time=when(time))
        issuer = self.cert(self.arch.get_cert_spec(CertLabel(of)).issuer.value)
        cert = self.cert(of)
        identifier = ocsp.CertId(
            {
                "hash_algorithm": {"algorithm": "sha1"},
                "issuer_name_hash": issuer.subject.sha1,
                "issuer_key_hash": issuer.public_key.sha1,
                "serial_number": cert.serial_number,
            }
        )
        request = ocsp.OCSPRequest({"tbs_request": {"request_list": [{"req_cert": identifier}]}})
        return responder.build_ocsp_response(request)

    def stamper(self, label, time):
        return Stamper(self, label, when(time))

    def signer(self, label):
        spec = self.arch.get_cert_spec(CertLabel(label))
        chain = SimpleCertificateStore()
        issuer = spec.issuer.value
        while issuer != "root":
            chain.register(self.cert(issuer))
            issuer = self.arch.get_cert_spec(CertLabel(issuer)).issuer.value
        key = self.arch.key_set.get_private_key(spec.subject_key)
        return signers.SimpleSigner(signing_cert=self.cert(label), signing_key=key, cert_registry=chain)


class Paper:
    """A PDF on its way; every step gives another."""

    def __init__(self, town, data):
        self.town, self.data = town, data

    def sign(self, label, stamp=None, attributes=None, name="Sig1", **more):
        """Signs as somebody; `stamp` is (authority, time) for a time-stamp over the value."""
        meta = signers.PdfSignatureMetadata(
            field_name=name,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            cades_signed_attr_spec=attributes,
            **more,
        )
        out = io.BytesIO()
        signers.PdfSigner(
            meta,
            signer=self.town.signer(label),
            timestamper=self.town.stamper(*stamp) if stamp else None,
        ).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(self.data)), output=out)
        return Paper(self.town, out.getvalue())

    def stamp(self, label, time, name):
        """A document time-stamp."""
        out = io.BytesIO()
        stamper = signers.PdfTimeStamper(self.town.stamper(label, time), field_name=name)
        stamper.timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(self.data)), "sha256", output=out)
        return Paper(self.town, out.getvalue())

    def keep(self, certs=(), crls=(), ocsps=()):
        """Validation data in the document security store."""
        out = io.BytesIO(self.data)
        DocumentSecurityStore.add_dss(
            out,
            sig_contents=None,
            certs=[self.town.cert(label) for label in certs],
            crls=[self.town.crl(*crl) for crl in crls],
            ocsps=[self.town.ocsp(*answer) for answer in ocsps],
        )
        return Paper(self.town, out.getvalue())

    def rewrite(self, change, index=-1):
        """Changes the message of a signature; what nobody signs must stay right by itself."""
        embedded = PdfFileReader(io.BytesIO(self.data)).embedded_signatures[index]
        _, gap, after, _ = embedded.byte_range
        message = cms.ContentInfo.load(embedded.pkcs7_content)
        change(message["content"])
        # Asn1crypto keeps the bytes it read; what was changed inside is written only when asked.
        encoded = message.dump(force=True).hex().encode()
        room = after - gap - 2
        assert len(encoded) <= room
        data = self.data[: gap + 1] + encoded + b"0" * (room - len(encoded)) + self.data[after - 1 :]
        return Paper(self.town, data)


def blank():
    """A page of one line."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length 43 >>\nstream\nBT /F1 12 Tf 72 720 Td (The contract) Tj ET\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, places = b"%PDF-2.0\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def policy_attribute(identifier, document):
    """The signature-policy-identifier of a policy whose document has these bytes."""
    digest = {"digest_algorithm": {"algorithm": "sha256"}, "digest": hashlib.sha256(document).digest()}
    named = SignaturePolicyId({"sig_policy_id": identifier, "sig_policy_hash": digest})
    return SignaturePolicyIdentifier({"signature_policy_id": named})
