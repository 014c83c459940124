/** P-256 (FIPS 186-5). WebCrypto does the arithmetic of signatures; the shorter form of a point is read here. */
const ecdsa = { name: 'ECDSA', hash: 'SHA-256' } as const;
const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;

const prime = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/** Length of a public key in a certificate: a sign and x (SEC 1, 2.3.3). */
export const publicKeyBytes = 33;
/** Length of a signature: r and s. */
export const signatureBytes = 64;

const numberOf = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

function power(base: bigint, exponent: bigint): bigint {
	let result = 1n;
	for (let left = exponent, square = base; left > 0n; left >>= 1n) {
		if (left & 1n) result = (result * square) % prime;
		square = (square * square) % prime;
	}
	return result;
}

/** The uncompressed form, which every browser imports. Null for what is no point of the curve. */
function uncompressed(key: Uint8Array): Uint8Array<ArrayBuffer> | null {
	const sign = key[0];
	if (key.length !== publicKeyBytes || (sign !== 2 && sign !== 3)) return null;
	const x = numberOf(key.subarray(1));
	if (x >= prime) return null;
	const square = (((x * x * x - 3n * x + b) % prime) + prime) % prime;
	// The prime is 3 modulo 4, so this power is a root, if there is one.
	const root = power(square, (prime + 1n) / 4n);
	if ((root * root) % prime !== square) return null;
	let y = (root & 1n) === BigInt(sign & 1) ? root : prime - root;
	const point = new Uint8Array(65);
	point[0] = 4;
	point.set(key.subarray(1), 1);
	for (let at = 64; at > 32; at--, y >>= 8n) point[at] = Number(y & 0xffn);
	return point;
}

/** Null for what is no public key. */
export async function importPublicKey(key: Uint8Array): Promise<CryptoKey | null> {
	const point = uncompressed(key);
	if (!point) return null;
	return crypto.subtle.importKey('raw', point, curve, true, ['verify']);
}

/** The form of a public key that stands in a certificate. */
export async function exportPublicKey(key: CryptoKey): Promise<Uint8Array<ArrayBuffer>> {
	const point = new Uint8Array(await crypto.subtle.exportKey('raw', key));
	const short = point.slice(0, publicKeyBytes);
	short[0] = 2 + (point[64]! & 1);
	return short;
}

/** A key that leaves its browser in no form: it only signs there. */
export const generateDeviceKey = (): Promise<CryptoKeyPair> =>
	crypto.subtle.generateKey(curve, false, ['sign', 'verify']);

export const sign = async (
	key: CryptoKey,
	message: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await crypto.subtle.sign(ecdsa, key, message));

export const isSignedBy = (
	key: CryptoKey,
	signature: Uint8Array<ArrayBuffer>,
	message: Uint8Array<ArrayBuffer>,
): Promise<boolean> => crypto.subtle.verify(ecdsa, key, signature, message);
