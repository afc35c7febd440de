"""A certificate authority of our own, made anew for each run."""

from __future__ import annotations

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NOW = datetime.now(UTC)


def server_context(path, client_ca=None):
    """TLS of a server with a key-and-certificate file; with `client_ca`, it asks for the client's."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    if client_ca:
        context.load_verify_locations(client_ca)
        context.verify_mode = ssl.CERT_OPTIONAL
    return context


class Authority:
    """A certificate authority of our own, with files in PEM format."""

    def __init__(self, folder, name):
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.file = folder / f"{name}.pem"
        extension = x509.BasicConstraints(ca=True, path_length=None)
        self.file.write_bytes(_pem(self.sign(self.name, self.key.public_key(), extension, 30)))

    def sign(self, subject, public_key, extension, days):
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(public_key)
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(NOW - timedelta(days=60)).not_valid_after(NOW + timedelta(days=days))
        builder = builder.add_extension(extension, critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def issue(self, name, host, days=30):
        """A file with key and certificate for a host name or address."""
        key = ec.generate_private_key(ec.SECP256R1())
        ip = host.replace(".", "").isdigit()
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host)) if ip else x509.DNSName(host)])
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = self.sign(subject, key.public_key(), names, days)
        secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        path = self.folder / f"{name}.pem"
        path.write_bytes(secret + _pem(certificate))
        return path


def _pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)
