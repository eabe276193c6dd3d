"""Ed25519 keys: made, read from their files, used to sign and to check (extra ``sign``).

No text of a private key or passphrase is in any message, ``repr`` or error.
"""

from __future__ import annotations

from targetrules.extra import need

need("sign", "cryptography")
