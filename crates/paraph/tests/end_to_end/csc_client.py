"""Signs PDFs through the CSC API with pyHanko's own client: python3 csc_client.py URL VERSION TOKEN CREDENTIAL PIN INPUT OUTPUT...

With several outputs, all are signed in one batch under one activation.
"""

import asyncio
import sys

import aiohttp
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers import csc_signer

url, version, token, credential, pin, source, *outputs = sys.argv[1:]


class PinManager(csc_signer.CSCAuthorizationManager):
    """Enters the PIN for the very hashes that are about to be signed."""

    calls = 0

    def __init__(self, session, *args):
        super().__init__(*args)
        self.session = session

    async def authorize_signature(self, hash_b64s):
        PinManager.calls += 1
        wish = self.format_csc_auth_request(pin=pin, hash_b64s=hash_b64s, description='A test')
        address = self.csc_session_info.endpoint_url('credentials/authorize')
        async with self.session.post(address, headers=self.auth_headers, json=wish) as answer:
            body = await answer.json()
            assert answer.status == 200, body
            return self.parse_csc_auth_response(body)


async def sign(signer, output):
    with open(source, 'rb') as document:
        writer = IncrementalPdfFileWriter(document)
        metadata = signers.PdfSignatureMetadata(
            field_name='Signature', md_algorithm='sha256', subfilter=fields.SigSeedSubFilter.PADES
        )
        signed = await signers.PdfSigner(metadata, signer=signer).async_sign_pdf(writer)
        with open(output, 'wb') as file:
            file.write(signed.getbuffer())


async def main():
    info = csc_signer.CSCServiceSessionInfo(url, credential, oauth_token=token, api_ver=version)
    async with aiohttp.ClientSession() as session:
        described = await csc_signer.fetch_certs_in_csc_credential(session, info)
        assert described.hash_pinning_required and described.max_batch_size >= len(outputs)
        manager = PinManager(session, info, described)
        signer = csc_signer.CSCSigner(session, manager, batch_size=len(outputs))
        await asyncio.gather(*(sign(signer, output) for output in outputs))
    assert PinManager.calls == 1, PinManager.calls


asyncio.run(main())
