"""Judges what paraph-pki made by pyHanko: chains, a message with its time-stamp, and a time-stamp response."""

import asyncio
import hashlib

from asn1crypto import cms, pem, tsp, x509
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms, validate_tst_signed_data
from pyhanko_certvalidator import CertificateValidator, ValidationContext


def certificate(name):
    _, _, der = pem.unarmor(open(name, "rb").read())
    return x509.Certificate.load(der)


def context():
    return ValidationContext(
        trust_roots=[certificate("root.pem")], other_certs=[certificate("issuing.pem")], allow_fetching=False
    )


async def judge():
    seal = CertificateValidator(certificate("seal.pem"), validation_context=context())
    await seal.async_validate_usage({"digital_signature", "non_repudiation"}, {"1.3.6.1.5.5.7.3.36"})
    unit = CertificateValidator(certificate("timestamp.pem"), validation_context=context())
    await unit.async_validate_usage({"digital_signature"}, {"time_stamping"}, extended_optional=False)

    content = open("content", "rb").read()
    message = cms.ContentInfo.load(open("message.der", "rb").read(), strict=True)
    status = await async_validate_detached_cms(
        content, message["content"], signer_validation_context=context(), ts_validation_context=context()
    )
    assert status.bottom_line, status.pretty_print_details()
    assert status.timestamp_validity.valid and status.timestamp_validity.trusted

    response = tsp.TimeStampResp.load(open("response.tsr", "rb").read(), strict=True)
    stamped = message["content"]["signer_infos"][0]["signature"].native
    token = response["time_stamp_token"]["content"]
    facts = await validate_tst_signed_data(token, context(), lambda name: hashlib.new(name, stamped).digest())
    assert facts["intact"] and facts["valid"] and facts["trust_problem_indic"] is None, facts


asyncio.run(judge())
